import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { system } from "@infershield/core";
import { type Home, HomeError } from "@infershield/home";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWriteTurn } from "./write-turn.ts";

/** A turn over a home that tells what is done to its lease, and a clock that is moved by hand. */
function turnOf({ lockedFor = 0, failing }: { readonly lockedFor?: number; readonly failing?: Error } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const wanted = join(directory, "wanted");
  const did: string[] = [];
  const sleeps: { readonly ms: number; readonly end: () => void }[] = [];
  let locked = lockedFor;
  const withLease: Home["withLease"] = async (name, work, options) => {
    did.push(`ask ${name} ${options?.waitMs} ${existsSync(wanted) ? "wanted" : "alone"}`);
    if (failing !== undefined) throw failing;
    if (locked-- > 0) throw new HomeError("STORE_LOCKED", "Another process has it.");
    did.push("take");
    const result = await work();
    did.push("give");
    return result;
  };
  const sleep: typeof system.sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      const at = sleeps.push({ ms, end: resolve }) - 1;
      signal?.addEventListener("abort", () => reject(signal.reason));
      // Who steps aside does so for somebody, not for a time.
      if (signal === undefined) {
        did.push(`aside ${ms}`);
        sleeps[at]?.end();
      }
    });
  const home: Pick<Home, "withLease"> = { withLease };
  const turn = createWriteTurn({ home: home as Home, directory, system: { ...system, sleep } });
  return { turn, did, sleeps, wanted };
}

const ask = "ask audit-append";

describe("the right to append", () => {
  test("is taken once for many writes, one after the other, and given back when it is closed", async () => {
    const { turn, did } = turnOf();
    let busy = 0;
    const write = async (value: number): Promise<number> => {
      busy += 1;
      await Promise.resolve();
      expect(busy).toBe(1);
      busy -= 1;
      if (value === 2) throw new Error("full");
      return value;
    };
    const done = await Promise.allSettled([1, 2, 3].map((value) => turn.run(() => write(value))));
    expect(done.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message))).toEqual([1, "full", 3]);
    expect(did).toEqual([`${ask} 0 alone`, "take"]);
    await turn.close();
    expect(did.slice(2)).toEqual(["give"]);
  });

  test("is kept for 25 ms after the last write, and taken anew for the next", async () => {
    const { turn, did, sleeps } = turnOf();
    const tick = (at: number): void => sleeps[at]?.end();
    await turn.run(async () => undefined);
    await turn.run(async () => undefined);
    expect(sleeps.map(({ ms }) => ms)).toEqual([25]);
    tick(0);
    await expect.poll(() => sleeps.length).toBe(2);
    expect(did.at(-1)).toBe("take");
    tick(1);
    await expect.poll(() => did.at(-1)).toBe("give");
    expect(sleeps).toHaveLength(2);
    await turn.run(async () => undefined);
    expect(did.slice(3)).toEqual([`${ask} 0 alone`, "take"]);
    expect(sleeps.map(({ ms }) => ms)).toEqual([25, 25, 25]);
    await turn.close();
    expect(did.slice(5)).toEqual(["give"]);
  });

  test("is asked for where another process has it, and the question is taken back with it", async () => {
    const { turn, did, wanted } = turnOf({ lockedFor: 2 });
    expect(await turn.run(async () => existsSync(wanted))).toBe(false);
    expect(did).toEqual([`${ask} 0 alone`, `${ask} 250 wanted`, `${ask} 250 wanted`, "take"]);
    await turn.close();
  });

  test("is asked for 120 times, and at once given up where something else is wrong", async () => {
    const { turn, did } = turnOf({ lockedFor: 1000 });
    await expect(turn.run(async () => 1)).rejects.toMatchObject({ code: "STORE_LOCKED" });
    expect(did).toHaveLength(121);
    for (const failing of [new HomeError("STORE_FULL", "No space left."), new Error("no disk")]) {
      const other = turnOf({ failing });
      await expect(other.turn.run(async () => 1)).rejects.toBe(failing);
      expect(other.did).toHaveLength(1);
      expect(existsSync(other.wanted)).toBe(false);
      await other.turn.close();
    }
    await turn.close();
  });

  test("is given to who asks before the next write, for long enough to take it", async () => {
    const { turn, did, wanted } = turnOf();
    writeFileSync(wanted, "");
    await turn.run(async () => undefined);
    expect([did, existsSync(wanted)]).toEqual([[`${ask} 0 wanted`, "take"], true]);
    await turn.run(async () => undefined);
    expect(did.slice(2)).toEqual(["give", "aside 25", `${ask} 0 alone`, "take"]);
    expect(existsSync(wanted)).toBe(false);
    await turn.close();
  });
});
