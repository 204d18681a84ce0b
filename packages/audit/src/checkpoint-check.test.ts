import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fixedSigner, testSigner } from "../test/fixtures.ts";
import { noCheckpoint, noteDigest, signCheckpoint } from "./checkpoint.ts";
import { type CheckpointProblem, checkpointCheck } from "./checkpoint-check.ts";
import { type NoteKey, noteKey, signNote } from "./note.ts";
import type { AuditSource } from "./storage.ts";

const signer = fixedSigner();
const origin = "infershield-audit/0011223344556677";
const key = noteKey(origin, signer.publicKey);
const leaf = (seq: number | string): string => hash("sha256", `record ${seq}`, "hex");

/** The checkpoint of three records that follows this one. */
function covering(
  first: number,
  before: string | undefined,
  change: { readonly leaves?: readonly string[]; readonly by?: typeof signer } = {},
): string {
  const { leaves = [leaf(first), leaf(first + 1), leaf(first + 2)], by = signer } = change;
  const previous = before === undefined ? noCheckpoint : noteDigest(before);
  return signCheckpoint({ origin, first, leaves, previous, now: 0 }, by).note;
}

const one = covering(1, undefined);
const two = covering(4, one);
const three = covering(7, two);

/** The same key signs other words. */
function reworded(note: string, from: string | RegExp, to: string): string {
  return signNote(note.slice(0, note.indexOf("\n\n") + 1).replace(from, to), origin, signer);
}

function sourceOf(notes: readonly string[]): AuditSource {
  const source: Partial<AuditSource> = {
    notes: async function* () {
      yield* notes;
    },
  };
  return source as AuditSource;
}

/** What the checkpoints say of the records `from` to `to`. */
async function compared(
  notes: readonly string[],
  { from = 1, to = 9, keyOf = () => key }: { from?: number; to?: number; keyOf?: (seq: number) => NoteKey | undefined },
): Promise<{ problem: CheckpointProblem | undefined; checked: number; uncovered: number }> {
  let seq = from;
  const check = checkpointCheck(sourceOf(notes), from, () => keyOf(seq));
  const found = async (): Promise<CheckpointProblem | undefined> => {
    for (; seq <= to; seq += 1) {
      const problem = (check.needsNote() ? await check.load(seq) : undefined) ?? check.record(seq, leaf(seq));
      if (problem !== undefined) return problem;
    }
    return check.end(seq);
  };
  return { problem: await found(), checked: check.checked(), uncovered: check.uncovered() };
}

describe("checkpoints", () => {
  test("fit the records that they cover, and leave those after the last one open", async () => {
    expect(await compared([one, two, three], {})).toEqual({ problem: undefined, checked: 3, uncovered: 0 });
    expect(await compared([one, two], { to: 8 })).toEqual({ problem: undefined, checked: 2, uncovered: 2 });
    expect(await compared([], { to: 2 })).toEqual({ problem: undefined, checked: 0, uncovered: 2 });
  });

  test.each<[string, readonly string[], CheckpointProblem]>([
    ["are not to be read", [one, "no checkpoint\n"], { seq: 4, kind: "bad_signature" }],
    ["are not to be read after the last record", [one, two, three, "none\n"], { seq: 10, kind: "bad_signature" }],
    ["another key signed", [one, covering(4, one, { by: testSigner() })], { seq: 4, kind: "bad_signature" }],
    ["name another one before them", [one, covering(4, two)], { seq: 4, kind: "bad_signature" }],
    ["miss one before the first", [two, three], { seq: 4, kind: "bad_signature" }],
    ["miss one between them", [one, three], { seq: 7, kind: "bad_signature" }],
    ["leave out a record", [one, covering(5, one)], { seq: 4, kind: "bad_signature" }],
    ["cover a record twice", [one, covering(3, one)], { seq: 4, kind: "bad_signature" }],
    [
      "cover another record at first",
      [covering(1, undefined, { leaves: [leaf("x"), leaf(2), leaf(3)] })],
      { seq: 1, kind: "edited" },
    ],
    [
      "cover another record later",
      [one, covering(4, one, { leaves: [leaf(4), leaf("x"), leaf(6)] })],
      { seq: 4, kind: "edited" },
    ],
    [
      "name another last hash",
      [one, reworded(two, /chain [0-9a-f]{64}/, `chain ${leaf(5)}`)],
      { seq: 4, kind: "edited" },
    ],
    ["cover records that are not there", [one, two, three, covering(10, three)], { seq: 10, kind: "truncated" }],
  ])("that %s are found", async (_, notes, problem) => {
    expect((await compared(notes, {})).problem).toEqual(problem);
  });

  test("that cover more than there is are found where the records end", async () => {
    expect((await compared([one, two], { to: 5 })).problem).toEqual({ seq: 6, kind: "truncated" });
    expect((await compared([one, two], { to: 3 })).problem).toEqual({ seq: 4, kind: "truncated" });
  });

  test("before the first record asked for are passed over, and one that begins before it is held to its end alone", async () => {
    const otherBegin = covering(4, one, { leaves: [leaf("x"), leaf(5), leaf(6)] });
    const otherEnd = covering(4, one, { leaves: [leaf(4), leaf(5), leaf("x")] });
    expect(await compared([one, two, three], { from: 5 })).toEqual({ problem: undefined, checked: 2, uncovered: 0 });
    expect(await compared([two, three], { from: 4 })).toMatchObject({ problem: undefined, checked: 2 });
    expect((await compared([one, otherBegin], { from: 5 })).problem).toBeUndefined();
    expect((await compared([one, otherEnd], { from: 6 })).problem).toEqual({ seq: 4, kind: "edited" });
    expect((await compared([one, otherBegin], { from: 4 })).problem).toEqual({ seq: 4, kind: "edited" });
    expect((await compared([one, covering(4, two)], { from: 5 })).problem).toEqual({ seq: 4, kind: "bad_signature" });
  });

  test("are asked for from where a key signs", async () => {
    const late = covering(4, undefined);
    const fromFour = (seq: number): NoteKey | undefined => (seq < 4 ? undefined : key);
    expect(await compared([late], { to: 8, keyOf: fromFour })).toEqual({
      problem: undefined,
      checked: 1,
      uncovered: 2,
    });
    expect(await compared([], { keyOf: () => undefined })).toEqual({ problem: undefined, checked: 0, uncovered: 0 });
  });

  test("cover a segment to its end, where its key signs", async () => {
    const check = checkpointCheck(sourceOf([one]), 1, () => key);
    expect(await check.load(1)).toBeUndefined();
    for (const seq of [1, 2]) check.record(seq, leaf(seq));
    expect(check.segmentEnd(3)).toEqual({ seq: 1, kind: "bad_signature" });
    check.record(3, leaf(3));
    expect(check.segmentEnd(4)).toBeUndefined();
    check.record(4, leaf(4));
    check.record(5, leaf(5));
    expect(check.segmentEnd(6)).toEqual({ seq: 4, kind: "bad_signature" });
  });
});
