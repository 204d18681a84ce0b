import { describe, expect, test } from "vitest";
import { auditError } from "../test/fixtures.ts";
import { createGroupCommit } from "./group-commit.ts";

/** A group commit whose appends wait until they are told how they ended. */
function heldCommit(): {
  readonly commit: ReturnType<typeof createGroupCommit>;
  readonly appends: { readonly contents: readonly string[]; end(result: number | Error): void }[];
  /** Waits for so many appends to have begun. */
  begun(count: number): Promise<void>;
} {
  const appends: { contents: readonly string[]; end(result: number | Error): void }[] = [];
  const commit = createGroupCommit((contents) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    appends.push({ contents, end: (result) => (typeof result === "number" ? resolve(result) : reject(result)) });
    return promise;
  });
  const begun = async (count: number): Promise<void> => {
    while (appends.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { commit, appends, begun };
}

describe("group commit", () => {
  test("appends at once what came in one turn of the event loop, and gives each caller its own number", async () => {
    const { commit, appends, begun } = heldCommit();
    const receipts = [commit.add("a"), commit.add("b"), commit.add("c")];
    await begun(1);
    appends[0]?.end(7);
    expect(await Promise.all(receipts)).toEqual([{ seq: 7 }, { seq: 8 }, { seq: 9 }]);
    expect(appends.map(({ contents }) => contents)).toEqual([["a", "b", "c"]]);
  });

  test("gathers while it writes, never writes two appends at a time, and none longer than 512", async () => {
    const { commit, appends, begun } = heldCommit();
    const first = commit.add("first");
    await begun(1);
    const rest = Array.from({ length: 600 }, (_, index) => commit.add(String(index)));
    expect(appends).toHaveLength(1);
    appends[0]?.end(1);
    await begun(2);
    expect(appends).toHaveLength(2);
    appends[1]?.end(2);
    await begun(3);
    appends[2]?.end(514);
    expect((await Promise.all([first, ...rest])).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 601 }, (_, index) => index + 1),
    );
    expect(appends.map(({ contents }) => contents.length)).toEqual([1, 512, 88]);
    expect(appends[1]?.contents).toEqual(Array.from({ length: 512 }, (_, index) => String(index)));
  });

  test("lets no more than 64 callers go on in one turn of the event loop, and has settled when all did", async () => {
    const { commit, appends, begun } = heldCommit();
    let turn = 0;
    const turns: number[] = [];
    for (let index = 0; index < 300; index++) commit.add("a", () => turns.push(turn));
    await begun(1);
    appends[0]?.end(1);
    const goneOn = commit.settled().then(() => turns.length);
    for (; turns.length < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(await goneOn).toBe(300);
    const inEach = [...Map.groupBy(turns, (one) => one).values()].map(({ length }) => length);
    expect(inEach).toEqual([64, 64, 64, 64, 44]);
  });

  test("refuses all of an append that failed, and goes on with the next", async () => {
    const { commit, appends, begun } = heldCommit();
    const durable: string[] = [];
    const lost = [commit.add("a", () => durable.push("a")), commit.add("b", () => durable.push("b"))];
    const settled = Promise.allSettled(lost);
    await begun(1);
    const kept = commit.add("c", () => durable.push("c"));
    appends[0]?.end(new Error("disk"));
    const refused = auditError("AUDIT_UNAVAILABLE");
    expect(await settled).toEqual(lost.map(() => ({ status: "rejected", reason: refused })));
    await begun(2);
    appends[1]?.end(1);
    expect(await kept).toEqual({ seq: 1 });
    expect(durable).toEqual(["c"]);
  });

  test("has settled when everything added before is durable or refused", async () => {
    const { commit, appends, begun } = heldCommit();
    await commit.settled();
    const order: string[] = [];
    commit.add("a", () => order.push("durable"));
    const settled = commit.settled().then(() => order.push("settled"));
    await begun(1);
    expect(order).toEqual([]);
    appends[0]?.end(1);
    await settled;
    expect(order).toEqual(["durable", "settled"]);
  });
});
