import { describe, expect, test } from "vitest";
import { auditError, fixedSigner, testKey, testSigner } from "../test/fixtures.ts";
import {
  hashesOf,
  recordAfter,
  type SealedSegment,
  segmentKey,
  segmentOf,
  segmentOrigin,
  textsOf,
} from "../test/sealed-segment.ts";
import { noCheckpoint, noteDigest, signCheckpoint } from "./checkpoint.ts";
import { type AuditSource, type AuditVerification, verifyAuditLog } from "./index.ts";
import { sealLine } from "./line.ts";
import { splitLines } from "./line-file.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import { signTombstone } from "./tombstone.ts";
import type { VerifyOptions } from "./verify.ts";

const signer = fixedSigner();
const { publicKey } = signer;
const key = noteKey(segmentOrigin, publicKey);
const signed = { signer: formatNoteKey(key) };
const otherOrigin = "infershield-audit/ffffffffffffffff";

const hashAfter = ({ header, records }: SealedSegment): string => records.at(-1)?.hash ?? header.hash;

/** Segments that follow one another: 1 to 3, 4 to 5, 6 to 8. */
const first = segmentOf([true, false, true]);
const second = segmentOf([false, true], { segment: 2, firstSeq: 4, prev: hashAfter(first) });
const third = segmentOf([true, true, true], { segment: 3, firstSeq: 6, prev: hashAfter(second) });

interface Parts {
  readonly rest?: Readonly<Record<number, string>>;
  readonly checkpoints?: readonly string[];
  readonly tombstones?: readonly string[];
}

/** A log of these segments, by number. */
function sourceOf(
  segments: Readonly<Record<number, SealedSegment | readonly string[]>>,
  parts: Parts = {},
): AuditSource {
  const { rest = {}, checkpoints = [], tombstones = [] } = parts;
  const linesOf = (number: number): readonly string[] => {
    const segment = segments[number] ?? [];
    return "header" in segment ? textsOf([segment.header, ...segment.records]) : segment;
  };
  return {
    segments: async () => Object.keys(segments).map(Number),
    header: async (number) => linesOf(number)[0],
    read: (number) =>
      splitLines([
        linesOf(number)
          .map((line) => `${line}\n`)
          .join(""),
        rest[number] ?? "",
      ]),
    notes: async function* (kind) {
      yield* kind === "checkpoint" ? checkpoints : tombstones;
    },
    lastSeq: async () => 0,
  };
}

function verified(source: AuditSource, options: Partial<VerifyOptions> = {}): Promise<AuditVerification> {
  return verifyAuditLog({ source, auditKey: segmentKey, ...options });
}

const bad = (seq: number, kind: string, segment: number): unknown =>
  expect.objectContaining({ ok: false, firstBad: { seq, kind, segment } });

/** The line of a header with other members, sealed anew. */
function resealed({ header }: SealedSegment, change: object, prev?: string): string {
  const { prev: own, mac: _m, hash: _h, ...members } = JSON.parse(header.text);
  return sealLine(JSON.stringify({ ...members, ...change }).slice(0, -1), { prev: prev ?? own }, segmentKey).text;
}

describe("segments", () => {
  test("are verified one after the other, with the key and without", async () => {
    const source = sourceOf({ 1: first, 2: second, 3: third });
    const good = { ok: true, records: 8, checkpoints: 0, lastSeq: 8, uncovered: 0, tornBytes: 0 };
    const told: number[] = [];
    expect(await verified(source, { onProgress: ({ records }) => told.push(records) })).toEqual(good);
    expect(await verifyAuditLog({ source })).toEqual(good);
    await verified(source, { from: 5, onProgress: ({ records }) => told.push(records) });
    expect(told).toEqual([]);
  });

  test("tell of every ten thousand records", async () => {
    const told: number[] = [];
    const long = segmentOf(Array.from({ length: 10_001 }, (_, index) => index === 10_000));
    const onProgress = ({ records }: { readonly records: number }): void => void told.push(records);
    expect(await verifyAuditLog({ source: sourceOf({ 1: long }), onProgress })).toMatchObject({ records: 10_001 });
    expect(told).toEqual([10_000]);
  });

  test("are verified in part, from the segment that holds the first record asked for", async () => {
    const read: number[] = [];
    const whole = sourceOf({ 1: first, 2: second, 3: third });
    const source: AuditSource = {
      ...whole,
      read: (segment) => {
        read.push(segment);
        return whole.read(segment);
      },
    };
    expect(await verified(source, { from: 5 })).toMatchObject({ ok: true, records: 4, lastSeq: 8 });
    expect(read.splice(0)).toEqual([2, 3]);
    // The end of the last record's append is looked for, and found where the next segment begins.
    expect(await verified(source, { from: 4, to: 4 })).toMatchObject({ ok: true, records: 1, lastSeq: 4 });
    expect(read.splice(0)).toEqual([2, 3]);
    expect(await verified(source, { from: 6 })).toMatchObject({ ok: true, records: 3, lastSeq: 8 });
    expect(read.splice(0)).toEqual([3]);
    expect(await verified(source, { to: 2 })).toMatchObject({ ok: true, records: 2, lastSeq: 2 });
    expect(read.splice(0)).toEqual([1, 2]);
    expect(await verified(source, { from: 9 })).toMatchObject({ ok: true, records: 0, lastSeq: 8 });
    expect(read.splice(0)).toEqual([3]);
  });

  test.each<[string, string, number, string]>([
    ["is no header", "{}", 4, "malformed"],
    ["is a line of something else", sealLine('{"x":1', { prev: hashAfter(first) }, segmentKey).text, 4, "malformed"],
    ["was edited", second.header.text.replace('"created_ms":0', '"created_ms":1'), 4, "edited"],
    ["is of another number", resealed(second, { segment: 3 }), 4, "edited"],
    ["is of another log", resealed(second, { origin: otherOrigin }), 4, "edited"],
    ["begins with an earlier record", resealed(second, { first_seq: 3 }), 4, "edited"],
    ["begins with a later record", resealed(second, { first_seq: 5 }), 4, "edited"],
    ["follows another line", resealed(second, {}, first.header.hash), 4, "edited"],
    ["begins later, after another line", resealed(second, { first_seq: 5 }, first.header.hash), 4, "deleted"],
    ["names a signer that is no key", resealed(second, { signer: "key" }), 4, "bad_signature"],
  ])("whose first line %s are found", async (_, header, seq, kind) => {
    const changed = [header, ...textsOf(second.records)];
    expect(await verified(sourceOf({ 1: first, 2: changed, 3: third }))).toEqual(bad(seq, kind, 2));
  });

  test("that somebody without the key began are found", async () => {
    const forger = { ...testKey("f0f0f0f0f0f0f0f0"), kid: segmentKey.kid };
    const forged = segmentOf([], { segment: 2, firstSeq: 4, prev: hashAfter(first), key: forger });
    expect(await verified(sourceOf({ 1: first, 2: forged }))).toEqual(bad(4, "edited", 2));
    expect(await verifyAuditLog({ source: sourceOf({ 1: first, 2: forged }) })).toMatchObject({ ok: true });
    await expect(verified(sourceOf({ 1: first }), { auditKey: testKey("b2b2b2b2b2b2b2b2") })).rejects.toThrow(
      auditError("UNKNOWN_KEY"),
    );
  });

  test("end in a whole line, but for the last one", async () => {
    const torn = (segment: number) => sourceOf({ 1: first, 2: second, 3: third }, { rest: { [segment]: '{"half' } });
    expect(await verified(torn(2))).toEqual(bad(6, "truncated", 2));
    expect(await verified(torn(3))).toMatchObject({ ok: true, records: 8, tornBytes: 6 });
  });

  test("without one between them are found, and so is a log without its first", async () => {
    expect(await verified(sourceOf({ 1: first, 3: third }))).toEqual(bad(4, "deleted", 3));
    expect(await verified(sourceOf({ 2: second, 3: third }))).toEqual(bad(1, "deleted", 2));
    // In another one's place it is not begun with.
    expect(await verified(sourceOf({ 1: first, 2: third }), { from: 7 })).toEqual(bad(4, "deleted", 2));
    await expect(verified(sourceOf({}))).rejects.toThrow(auditError("NO_LOG"));
  });

  test("give back the bytes of an append that never ended", async () => {
    const open = segmentOf([true, false, false]);
    const bytes = textsOf(open.records.slice(1)).join("\n").length + 1;
    expect(await verified(sourceOf({ 1: open }))).toMatchObject({ ok: true, records: 1, lastSeq: 1, tornBytes: bytes });
    expect(await verified(sourceOf({ 1: open }, { rest: { 1: "half" } }))).toMatchObject({ tornBytes: bytes + 4 });
    expect(await verified(sourceOf({ 1: open }), { from: 3 })).toMatchObject({ records: 0, lastSeq: 1 });
    expect(await verified(sourceOf({ 1: open }), { from: 2, to: 2 })).toMatchObject({ records: 0, lastSeq: 1 });
  });
});

test("a record of another number is found, though it follows the line before", async () => {
  const skipped = { header: first.header, records: [recordAfter(first.header.hash, 2, segmentKey)] };
  expect(await verified(sourceOf({ 1: skipped }))).toEqual(bad(1, "deleted", 1));
});

describe("signed segments", () => {
  const one = segmentOf([true, true], signed);
  const two = segmentOf([true], { ...signed, segment: 2, firstSeq: 3, prev: hashAfter(one) });
  const note = (firstSeq: number, segment: SealedSegment, previous: string) =>
    signCheckpoint(
      { origin: segmentOrigin, first: firstSeq, leaves: hashesOf(segment.records), previous, now: 0 },
      signer,
    ).note;
  const noteOne = note(1, one, noCheckpoint);
  const noteTwo = note(3, two, noteDigest(noteOne));
  const both = sourceOf({ 1: one, 2: two }, { checkpoints: [noteOne, noteTwo] });

  test("verify with the key that they name, or with that key alone", async () => {
    expect(await verified(both)).toMatchObject({ ok: true, records: 3, checkpoints: 2, uncovered: 0 });
    expect(await verifyAuditLog({ source: both, publicKey })).toMatchObject({ ok: true, checkpoints: 2 });
    expect(await verifyAuditLog({ source: both, publicKey: testSigner().publicKey })).toEqual(
      bad(1, "bad_signature", 1),
    );
    expect(await verifyAuditLog({ source: sourceOf({ 1: first }), publicKey })).toEqual(bad(1, "bad_signature", 1));
  });

  test("do not verify with another key, also where no checkpoint is signed yet", async () => {
    const other = testSigner().publicKey;
    expect(await verifyAuditLog({ source: sourceOf({ 1: one }), publicKey })).toMatchObject({ ok: true, uncovered: 2 });
    expect(await verifyAuditLog({ source: sourceOf({ 1: one }), publicKey: other })).toEqual(
      bad(1, "bad_signature", 1),
    );
  });

  test("are covered to their end, but for the last one", async () => {
    expect(await verified(sourceOf({ 1: one, 2: two }))).toEqual(bad(1, "bad_signature", 1));
    const last = await verified(sourceOf({ 1: one, 2: two }, { checkpoints: [noteOne] }));
    expect(last).toMatchObject({ ok: true, records: 3, checkpoints: 1, uncovered: 1 });
  });

  test("name the record that is wrong before its checkpoint", async () => {
    const forged = { ...one, records: one.records.with(0, { ...one.records[0], text: "{}", hash: "" }) };
    const checkpoints = [noteOne.replace("first 1", "first 2"), noteTwo];
    expect(await verified(sourceOf({ 1: forged, 2: two }, { checkpoints }))).toEqual(bad(1, "malformed", 1));
    expect(await verified(sourceOf({ 1: one, 2: two }, { checkpoints }))).toEqual(bad(2, "bad_signature", 1));
    const swapped = { ...one, records: one.records.toReversed() };
    expect(await verified(sourceOf({ 1: swapped, 2: two }, { checkpoints }))).toEqual(bad(1, "reordered", 1));
  });

  test("are compared with a checkpoint kept elsewhere", async () => {
    const kept = (checkpoint: string, source = both, options = {}) => verified(source, { checkpoint, ...options });
    expect(await kept(noteOne)).toMatchObject({ ok: true });
    expect(await kept(noteTwo)).toMatchObject({ ok: true });
    expect(await kept("no checkpoint")).toEqual(bad(1, "bad_signature", 2));
    expect(await kept(noteTwo.replace("first 3", "first 2"))).toEqual(bad(2, "bad_signature", 2));
    expect(await kept(note(1, two, noCheckpoint))).toEqual(bad(1, "edited", 2));
    expect(await kept(noteTwo, sourceOf({ 1: one }, { checkpoints: [noteOne] }))).toEqual(bad(3, "truncated", 1));
    expect(await kept(noteOne, both, { from: 3 })).toMatchObject({ ok: true, records: 1 });
    expect(await kept(noteTwo, both, { from: 3 })).toMatchObject({ ok: true, records: 1 });
  });

  describe("whose first one was deleted", () => {
    const gone = { origin: segmentOrigin, segment: 1, first: 1, last: 2, chain: hashAfter(one), now: 0 };
    const left = (tombstone: string, segments: Readonly<Record<number, SealedSegment>> = { 2: two }) =>
      verified(sourceOf(segments, { checkpoints: [noteTwo], tombstones: [tombstone] }));

    test("verify by its tombstone, also where it still lies there", async () => {
      const good = { ok: true, records: 1, checkpoints: 1, lastSeq: 3 };
      expect(await left(signTombstone(gone, signer))).toMatchObject(good);
      expect(await left(signTombstone(gone, signer), { 1: one, 2: two })).toMatchObject(good);
    });

    test("do not verify by one of another key, another end or another log", async () => {
      expect(await left(signTombstone(gone, testSigner()))).toEqual(bad(1, "bad_signature", 1));
      expect(await left(signTombstone({ ...gone, origin: otherOrigin }, signer))).toEqual(bad(1, "bad_signature", 1));
      expect(await left(signTombstone({ ...gone, chain: one.header.hash }, signer))).toEqual(bad(3, "edited", 2));
      expect(await left(signTombstone({ ...gone, last: 1 }, signer))).toEqual(bad(2, "edited", 2));
    });

    test("do not verify where nobody signs", async () => {
      const unsigned = segmentOf([true], { segment: 2, firstSeq: 3, prev: hashAfter(one) });
      const source = sourceOf({ 2: unsigned }, { tombstones: [signTombstone(gone, signer)] });
      expect(await verified(source)).toEqual(bad(1, "bad_signature", 1));
    });
  });
});

test("a record that moved to another segment was reordered", async () => {
  const [r1, r2, r3] = textsOf(first.records);
  const swapped = {
    1: [first.header.text, r1 ?? "", r3 ?? ""],
    2: [second.header.text, r2 ?? "", ...textsOf(second.records)],
  };
  expect(await verified(sourceOf(swapped))).toEqual(bad(2, "reordered", 1));
});
