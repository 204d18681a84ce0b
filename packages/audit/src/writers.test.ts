import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { type Home, HomeError } from "@infershield/home";
import { describe, expect, test } from "vitest";
import { auditError, testEvent, testHome } from "../test/fixtures.ts";
import { closeDeadWriters, trackIntents } from "./writers.ts";

const writer = "0011223344556677";
const a = testEvent({ requestId: "a" });
const b = testEvent({ requestId: "b" });

async function tracked() {
  const home = await testHome();
  mkdirSync(home.file("audit"), { mode: 0o700 });
  const path = home.file("audit", "writers", writer);
  return { home, path, intents: trackIntents({ home, writer }), from: () => readFileSync(path, "utf8") };
}

/** Which writers of a home are dead, and from which segment on their intents may lie. They are forgotten by it. */
async function deadOf(home: Home): Promise<readonly string[]> {
  const dead: string[] = [];
  await closeDeadWriters(home, async (name, segment) => void dead.push(`${name} ${segment}`));
  return dead;
}

describe("a writer", () => {
  test("is entered once before its first intent, and lives until it leaves", async () => {
    const { home, intents, path, from } = await tracked();
    await Promise.all([intents.enter(3), intents.enter(3)]);
    expect(from()).toBe("3\n");
    expect(intents.enter(4)).toBeUndefined();
    expect(from()).toBe("3\n");
    expect(await deadOf(home)).toEqual([]);
    await intents.leave();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, "3\n");
    expect(await deadOf(home)).toEqual([`${writer} 3`]);
  });

  test("that never entered leaves nothing", async () => {
    const { intents, home } = await tracked();
    await intents.moveOn(5);
    await intents.leave();
    expect(existsSync(home.file("audit", "writers"))).toBe(false);
  });

  test("that cannot be entered says so, holds nothing, and is entered by the next attempt", async () => {
    const { home, intents, path, from } = await tracked();
    mkdirSync(path, { recursive: true, mode: 0o700 });
    await expect(intents.enter(2)).rejects.toThrow(auditError("AUDIT_UNAVAILABLE"));
    rmdirSync(path);
    writeFileSync(path, "7\n");
    expect(await deadOf(home)).toEqual([`${writer} 7`]);
    await intents.enter(2);
    expect(from()).toBe("2\n");
    await intents.leave();
  });

  test("knows which of its intents are open", async () => {
    const { intents } = await tracked();
    intents.add(a, 1);
    intents.add(b, 1);
    expect(intents.open()).toEqual([a, b]);
    intents.remove("a");
    intents.remove("never there");
    expect(intents.open()).toEqual([b]);
  });

  test("moves on to the oldest segment that holds an open intent, once a segment", async () => {
    const { intents, path, from } = await tracked();
    await intents.enter(1);
    intents.add(a, 1);
    intents.add(b, 2);
    await intents.moveOn(3);
    expect(from()).toBe("1\n");
    intents.remove("a");
    await intents.moveOn(3);
    expect(from()).toBe("1\n");
    await intents.moveOn(4);
    expect(from()).toBe("2\n");
    rmSync(path);
    await intents.moveOn(5);
    expect(existsSync(path)).toBe(false);
    intents.remove("b");
    await intents.moveOn(6);
    expect(from()).toBe("6\n");
    await intents.leave();
  });
});

describe("a dead writer", () => {
  test("is closed from its segment on, from the first where that is not to be read, and forgotten then", async () => {
    const { home } = await tracked();
    const folder = home.file("audit", "writers");
    mkdirSync(folder, { mode: 0o700 });
    const entries = ["5\n", "no number\n", "0\n", ""].map((text, index) => [`${index}`.repeat(16), text] as const);
    for (const [name, text] of entries) writeFileSync(`${folder}/${name}`, text);
    for (const other of [`${writer}8`, `x${writer}`, writer.slice(1)]) writeFileSync(`${folder}/${other}`, "1\n");
    expect((await deadOf(home)).toSorted()).toEqual(
      entries.map(([name, text]) => `${name} ${Number.parseInt(text, 10) || 1}`),
    );
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test("stays where its intents could not be closed", async () => {
    const { home, path } = await tracked();
    mkdirSync(home.file("audit", "writers"), { mode: 0o700 });
    writeFileSync(path, "1\n");
    const failing = closeDeadWriters(home, () => Promise.reject(new HomeError("STORE_FULL", "No space left.")));
    await expect(failing).rejects.toThrow(expect.objectContaining({ code: "STORE_FULL" }));
    expect(await deadOf(home)).toEqual([`${writer} 1`]);
  });

  test("that another process closed meanwhile is left alone; one that cannot be read is no dead writer", async () => {
    const { home, path } = await tracked();
    mkdirSync(home.file("audit", "writers"), { mode: 0o700 });
    writeFileSync(path, "1\n");
    const late: Home = {
      ...home,
      withLease: (name, work, options) => {
        rmSync(path);
        return home.withLease(name, work, options);
      },
    };
    expect(await deadOf(late)).toEqual([]);
    mkdirSync(path);
    await expect(deadOf(home)).rejects.toMatchObject({ code: "EISDIR" });
  });
});
