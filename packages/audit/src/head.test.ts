import type { KeyedDigest } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { auditError, fixedSigner, testKey } from "../test/fixtures.ts";
import {
  bytesOf,
  hashesOf,
  recordAfter,
  type SealedSegment,
  segmentKey,
  segmentOf,
  segmentOrigin,
  textsOf,
} from "../test/sealed-segment.ts";
import { noCheckpoint, noteDigest, signCheckpoint } from "./checkpoint.ts";
import { type Head, previousDigest, type ReadEnd, takeNews } from "./head.ts";
import { chainStart, type SealedLine, sealLine } from "./line.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import type { LogNews, NewLines } from "./storage.ts";

/** Has the id of the key, not the key. */
const forger: KeyedDigest = { ...testKey("f0f0f0f0f0f0f0f0"), kid: segmentKey.kid };
const otherOrigin = "infershield-audit/ffffffffffffffff";
const signer = fixedSigner();
const signedBy = formatNoteKey(noteKey(segmentOrigin, signer.publicKey));

/** The lines of a segment, header included, from a record on. */
function linesOf({ header, records }: SealedSegment, from = 0, segment = 1): NewLines {
  const startBytes = bytesOf([header, ...records.slice(0, from)]);
  return { segment, header: header.text, records: textsOf(records.slice(from)), startBytes };
}

function read(lines: readonly NewLines[], checkpoint?: LogNews["checkpoint"], known?: Head): ReadEnd {
  const news = { lines, tornBytes: 0, tornNote: false, ...(checkpoint && { checkpoint }) };
  return takeNews(known, news, segmentKey);
}

const corrupt = auditError("AUDIT_CORRUPT");
const four = segmentOf([true, false, true, true], { signer: signedBy });
const [r1, r2, r3, r4] = four.records as readonly [SealedLine, SealedLine, SealedLine, SealedLine];
const afterFour = segmentOf([true], { segment: 2, firstSeq: 5, prev: r4.hash, signer: signedBy });

/** A checkpoint of `four` from record `first` to `last`. */
function checkpointOf(first: number, last: number, change: { leaves?: readonly string[]; name?: string } = {}): string {
  const { leaves = hashesOf(four.records).slice(first - 1, last), name = segmentOrigin } = change;
  return signCheckpoint({ origin: name, first, leaves, previous: noCheckpoint, now: 0 }, signer).note;
}

describe("the end of a log", () => {
  test("is behind the records that follow the header", () => {
    const { head, unfinishedBytes } = read([linesOf(four)]);
    expect(head).toMatchObject({ segment: 1, seq: 4, hash: r4.hash, checkpoint: undefined, notesEnd: 0 });
    expect(head.header).toMatchObject({ origin: segmentOrigin, segment: 1, first_seq: 1 });
    expect(head.sizeBytes).toBe(bytesOf([four.header, ...four.records]));
    expect(head.uncovered).toEqual(hashesOf(four.records));
    expect(unfinishedBytes).toBe(0);
    expect(previousDigest(head)).toBe(noCheckpoint);
    const empty = read([linesOf(segmentOf([]))]).head;
    expect(empty).toMatchObject({ seq: 0, sizeBytes: bytesOf([segmentOf([]).header]), uncovered: [] });
  });

  test("is found from a record in the middle, by what that record says of the one before", () => {
    const { head } = read([linesOf(four, 2)]);
    expect(head).toMatchObject({ seq: 4, hash: r4.hash, sizeBytes: bytesOf([four.header, ...four.records]) });
    expect(head.uncovered).toEqual([r3.hash, r4.hash]);
  });

  test("leaves out an append whose last line never came", () => {
    const torn = segmentOf([true, false, false]);
    const { head, unfinishedBytes } = read([linesOf(torn)]);
    expect(head).toMatchObject({ seq: 1, hash: torn.records[0]?.hash });
    expect(head.sizeBytes).toBe(bytesOf([torn.header, ...torn.records.slice(0, 1)]));
    expect(unfinishedBytes).toBe(bytesOf(torn.records.slice(1)));
    expect(read([linesOf(segmentOf([false, false]))]).head).toMatchObject({ seq: 0 });
  });

  test("goes on from what was known, over the next segments", () => {
    const known = read([linesOf(four)]).head;
    const added = [recordAfter(r4.hash, 5, segmentKey)];
    const more = read([{ segment: 1, records: textsOf(added), startBytes: known.sizeBytes }], undefined, known);
    expect(more.head).toMatchObject({
      seq: 5,
      hash: added[0]?.hash,
      sizeBytes: known.sizeBytes + bytesOf(added),
    });
    expect(more.head.uncovered).toEqual([...known.uncovered, added[0]?.hash]);
    const next = read([linesOf(afterFour, 0, 2)], undefined, known).head;
    expect(next).toMatchObject({ segment: 2, seq: 5, sizeBytes: bytesOf([afterFour.header, ...afterFour.records]) });
    expect(read([], undefined, known).head).toBe(known);
  });

  test("takes a segment before the last one for whole, however it ends", () => {
    const first = segmentOf([true, false]);
    const second = segmentOf([true], { segment: 2, firstSeq: 3, prev: first.records[1]?.hash ?? "" });
    expect(read([linesOf(first), linesOf(second, 0, 2)]).head).toMatchObject({ segment: 2, seq: 3 });
  });

  test("keeps no hashes where nobody signs", () => {
    const unsigned = segmentOf([true, true]);
    expect(read([linesOf(unsigned)]).head.uncovered).toEqual([]);
  });

  test("keeps the hashes that the last checkpoint does not cover", () => {
    const end = 400;
    const endAfter = (note: string, from = 0) => read([linesOf(four, from)], { note, end }).head;
    const two = checkpointOf(1, 2);
    expect(endAfter(two)).toMatchObject({
      notesEnd: end,
      uncovered: [r3.hash, r4.hash],
      checkpoint: { note: two, last: 2 },
    });
    expect(previousDigest(endAfter(two))).toBe(noteDigest(two));
    expect(endAfter(two, 1).uncovered).toEqual([r3.hash, r4.hash]);
    expect(endAfter(two, 2).uncovered).toEqual([r3.hash, r4.hash]);
    expect(endAfter(checkpointOf(1, 1), 2).uncovered).toEqual([r3.hash, r4.hash]);
    expect(endAfter(checkpointOf(1, 4)).uncovered).toEqual([]);
    expect(endAfter(checkpointOf(1, 1)).uncovered).toEqual([r2.hash, r3.hash, r4.hash]);
    const foreign = endAfter(checkpointOf(1, 2, { name: otherOrigin }));
    expect(foreign).toMatchObject({ notesEnd: end, checkpoint: undefined, uncovered: hashesOf(four.records) });
    expect(read([linesOf(four)], { note: undefined, end: 0 }).head).toMatchObject({
      notesEnd: 0,
      checkpoint: undefined,
    });
  });
});

describe("lines are not continued", () => {
  const h = four.header;
  const withHeader = (text: string): NewLines => ({ ...linesOf(four), header: text, startBytes: text.length + 1 });
  const withRecords = (...records: readonly SealedLine[]): NewLines => ({
    ...linesOf(four),
    records: textsOf(records),
  });

  test.each<[string, NewLines]>([
    ["a header that was edited", withHeader(h.text.replace('"created_ms":0', '"created_ms":1'))],
    ["a header that is no line", withHeader("{}")],
    ["a line that is no header", withHeader(sealLine('{"x":1', { prev: chainStart }, segmentKey).text)],
    ["a header that somebody without the key wrote", linesOf(segmentOf([], { key: forger }))],
    ["no header at all", { segment: 1, records: [], startBytes: 0 }],
    ["a record that was edited", withRecords({ ...r1, text: r1.text.replace('"r1"', '"r2"') })],
    ["a record that is no line", withRecords({ ...r1, text: "{}" })],
    ["a record left out", withRecords(r1, r3)],
    ["a record of another number", withRecords(recordAfter(h.hash, 2, segmentKey))],
    ["a record after another one", withRecords(recordAfter(r1.hash, 1, segmentKey))],
    ["a record that somebody without the key wrote", withRecords(recordAfter(h.hash, 1, forger))],
    ["a middle without a record", { ...linesOf(four), records: [], startBytes: 5000 }],
    ["a middle that begins with half a record", { ...linesOf(four), records: [r3.text.slice(9)], startBytes: 5000 }],
    ["a middle that begins with a header", { ...linesOf(four), records: [h.text], startBytes: 5000 }],
  ])("with %s", (_, lines) => {
    expect(() => read([lines])).toThrow(corrupt);
  });

  const known = read([linesOf(four)]).head;

  test.each<[string, NewLines]>([
    ["of another segment than the known one", { segment: 2, records: [], startBytes: 0 }],
    ["of a segment after another record", linesOf(segmentOf([], { segment: 2, firstSeq: 5, prev: r3.hash }), 0, 2)],
    ["of a segment of other numbers", linesOf(segmentOf([], { segment: 2, firstSeq: 4, prev: r4.hash }), 0, 2)],
    ["of another log", linesOf(segmentOf([], { segment: 2, firstSeq: 5, prev: r4.hash, name: otherOrigin }), 0, 2)],
  ])("%s", (_, lines) => {
    expect(() => read([lines], undefined, known)).toThrow(corrupt);
  });

  test.each<[string, string]>([
    ["is not readable", "note\n"],
    ["covers records that are gone", checkpointOf(1, 5, { leaves: [...hashesOf(four.records), r1.hash] })],
    ["names another first record of what was read", checkpointOf(1, 1, { leaves: [r2.hash] })],
    ["names another last record", checkpointOf(1, 4, { leaves: [r1.hash, r2.hash, r3.hash, r3.hash] })],
  ])("where the last checkpoint %s", (_, note) => {
    expect(() => read([linesOf(four)], { note, end: 400 })).toThrow(corrupt);
  });

  test("where a checkpoint that was known is gone, or all records are", () => {
    const covered = read([linesOf(four)], { note: checkpointOf(1, 3), end: 400 }).head;
    expect(read([], { note: checkpointOf(1, 3), end: 400 }, covered).head.uncovered).toEqual([r4.hash]);
    for (const note of [checkpointOf(1, 2), undefined, checkpointOf(1, 4, { name: otherOrigin })]) {
      expect(() => read([], { note, end: 400 }, covered)).toThrow(corrupt);
    }
    expect(() => read([], { note: checkpointOf(1, 3), end: 400 })).toThrow(corrupt);
  });
});
