import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { auditError, fixedSigner } from "../test/fixtures.ts";
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
import { noCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { firstNews, newsSince } from "./file-news.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import { fileState, segmentPath } from "./segment-file.ts";
import type { LogEnd, LogNews } from "./storage.ts";

const signer = fixedSigner();
const signedBy = formatNoteKey(noteKey(segmentOrigin, signer.publicKey));
const corrupt = auditError("AUDIT_CORRUPT");
const nothing = { lines: [], tornBytes: 0, tornNote: false };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const checkpointsPath = (): string => join(folder, "checkpoints");

function put({ header, records }: SealedSegment, segment = 1, rest = ""): void {
  const lines = textsOf([header, ...records]).map((line) => `${line}\n`);
  writeFileSync(segmentPath(folder, segment), `${lines.join("")}${rest}`);
}

/** A checkpoint of the first records of a segment, as its file holds it. */
function checkpointOf({ records }: SealedSegment, last: number): string {
  const leaves = hashesOf(records.slice(0, last));
  return `${signCheckpoint({ origin: segmentOrigin, first: 1, leaves, previous: noCheckpoint, now: 0 }, signer).note}\n`;
}

const two = segmentOf([true, true]);
const third = recordAfter(two.records[1]?.hash ?? "", 3, segmentKey);
const second = segmentOf([true], { segment: 2, firstSeq: 3, prev: two.records[1]?.hash ?? "" });

describe("the first look at a log", () => {
  test("finds nothing in an empty folder, and checkpoints that have lost their records", () => {
    expect(firstNews(folder)).toBeUndefined();
    const note = checkpointOf(two, 2);
    writeFileSync(checkpointsPath(), note);
    const checkpoint = { note: note.slice(0, -1), end: Buffer.byteLength(note), tornNote: false };
    expect(firstNews(folder)).toEqual({ ...nothing, checkpoint });
    writeFileSync(checkpointsPath(), "half of one");
    expect(firstNews(folder)).toBeUndefined();
  });

  test("gives a short segment from its header, and how much of a line follows", () => {
    put(two);
    const lines = [
      { segment: 1, header: two.header.text, records: textsOf(two.records), startBytes: bytesOf([two.header]) },
    ];
    const checkpoint = { note: undefined, end: 0, tornNote: false };
    expect(firstNews(folder)).toEqual({ lines, checkpoint, tornBytes: 0, tornNote: false });
    put(two, 1, '{"half');
    expect(firstNews(folder)).toMatchObject({ lines, tornBytes: 6 });
  });

  test("gives the last segment that has begun", () => {
    put(two);
    put(second, 2);
    writeFileSync(segmentPath(folder, 3), "");
    writeFileSync(segmentPath(folder, 4), '{"format":');
    expect(firstNews(folder)?.lines).toMatchObject([{ segment: 2, records: textsOf(second.records) }]);
  });

  test("refuses a segment under another one's number, or without a header", () => {
    put(second, 3);
    expect(() => firstNews(folder)).toThrow(corrupt);
    writeFileSync(segmentPath(folder, 3), "no header\n");
    expect(() => firstNews(folder)).toThrow(corrupt);
  });

  test("leaves out half a checkpoint, and sees a whole one behind many", () => {
    put(two);
    const note = checkpointOf(two, 1);
    writeFileSync(checkpointsPath(), `${note}half \u2014`);
    const end = Buffer.byteLength(note);
    expect(firstNews(folder)).toMatchObject({ checkpoint: { note: note.slice(0, -1), end }, tornNote: true });
    writeFileSync(checkpointsPath(), note.repeat(60));
    expect(end * 60).toBeGreaterThan(16 * 1024);
    expect(firstNews(folder)).toMatchObject({
      checkpoint: { note: note.slice(0, -1), end: end * 60 },
      tornNote: false,
    });
  });

  describe("in a long segment", () => {
    const count = 60;
    const firstLook = 256 * 1024;
    /** First whole record of so many bytes before the end. */
    const firstOf = ({ records }: SealedSegment, bytes: number): number =>
      records.findIndex((_, index) => bytesOf(records.slice(index)) < bytes) + 1;
    const looked = (segment: SealedSegment): { readonly seq: number; readonly right: boolean } => {
      put(segment);
      const [lines] = firstNews(folder)?.lines ?? [];
      const seq = count - (lines?.records.length ?? 0) + 1;
      const before = bytesOf([segment.header, ...segment.records.slice(0, seq - 1)]);
      return { seq, right: lines?.startBytes === before && lines.records[0] === segment.records[seq - 1]?.text };
    };
    const macs = (is: (seq: number) => boolean) => Array.from({ length: count }, (_, index) => is(index + 1));
    const signed = segmentOf(
      macs(() => true),
      { signer: signedBy, recordBytes: 20_000 },
    );
    const inFirst = firstOf(signed, firstLook);
    const inSecond = firstOf(signed, 2 * firstLook);

    test("goes back until a checkpoint covers what is seen, and twice as far each time", () => {
      expect(inSecond).toBeGreaterThan(20);
      for (const [covered, seq] of [
        [count, inFirst],
        [inFirst, inFirst],
        [inFirst - 1, inSecond],
        [inSecond, inSecond],
        [1, 1],
      ] as const) {
        writeFileSync(checkpointsPath(), checkpointOf(signed, covered));
        expect(looked(signed)).toEqual({ seq, right: true });
      }
      rmSync(checkpointsPath());
      expect(looked(signed)).toEqual({ seq: 1, right: true });
    });

    test("goes back to an append that is whole where nobody signs", () => {
      const lastMac = (last: number) =>
        segmentOf(
          macs((seq) => seq === last),
          { recordBytes: 20_000 },
        );
      expect(looked(lastMac(count))).toEqual({ seq: inFirst, right: true });
      expect(looked(lastMac(inFirst))).toEqual({ seq: inFirst, right: true });
      expect(looked(lastMac(inFirst - 2))).toEqual({ seq: inSecond, right: true });
    });
  });
});

describe("what came since", () => {
  const sizeBytes = bytesOf([two.header, ...two.records]);
  const known: LogEnd = { segment: 1, sizeBytes, seq: 2, notesEnd: 0 };
  const since = (change: Partial<LogEnd> & { readonly inode?: number; readonly replaced?: boolean } = {}): LogNews => {
    const { inode, replaced = false, ...end } = change;
    return newsSince({ ...known, ...end }, { inode, replaced }, folder);
  };

  beforeEach(() => put(two));

  test("is nothing, whole records, or half of one", () => {
    expect(since()).toEqual(nothing);
    appendFileSync(segmentPath(folder, 1), "half");
    expect(since()).toEqual({ ...nothing, tornBytes: 4 });
    put(two, 1, `${third.text}\nhalf`);
    expect(since()).toEqual({
      ...nothing,
      tornBytes: 4,
      lines: [{ segment: 1, records: [third.text], startBytes: sizeBytes }],
    });
  });

  test("is also in the segments that follow, until one that has not begun", () => {
    put(second, 2, "half");
    writeFileSync(segmentPath(folder, 3), "{");
    const next = {
      segment: 2,
      header: second.header.text,
      records: textsOf(second.records),
      startBytes: bytesOf([second.header]),
    };
    expect(since()).toMatchObject({ lines: [next], tornBytes: 4 });
    const third = segmentOf([], { segment: 3, firstSeq: 4 });
    put(second, 2);
    put(third, 3);
    expect(since().lines).toMatchObject([next, { segment: 3, header: third.header.text, records: [] }]);
  });

  test("is no continuation behind half a record", () => {
    appendFileSync(segmentPath(folder, 1), "half");
    put(second, 2);
    expect(() => since()).toThrow(corrupt);
    put(two);
    put(second, 2, "half");
    put(segmentOf([], { segment: 3, firstSeq: 4 }), 3);
    expect(() => since()).toThrow(corrupt);
  });

  test("is no continuation in a file that is shorter, another one, or gone", () => {
    const path = segmentPath(folder, 1);
    const inode = fileState(path)?.inode ?? 0;
    expect(since({ inode })).toEqual(nothing);
    expect(() => since({ sizeBytes: sizeBytes + 1 })).toThrow(corrupt);
    writeFileSync(`${path}.new`, `${textsOf([two.header, ...two.records]).join("\n")}\n`);
    renameSync(`${path}.new`, path);
    expect(since()).toEqual(nothing);
    expect(() => since({ inode })).toThrow(corrupt);
    rmSync(path);
    expect(() => since()).toThrow(corrupt);
  });

  test("is the last checkpoint where their file changed, and none may be taken away", () => {
    const note = checkpointOf(two, 2);
    const notesEnd = Buffer.byteLength(note);
    const checkpoint = { note: note.slice(0, -1), end: notesEnd };
    writeFileSync(checkpointsPath(), note);
    expect(since()).toMatchObject({ checkpoint, tornNote: false });
    expect(since({ notesEnd })).toEqual(nothing);
    expect(since({ notesEnd, replaced: true })).toMatchObject({ checkpoint });
    expect(since({ notesEnd: notesEnd + 9, replaced: true })).toMatchObject({ checkpoint });
    expect(() => since({ notesEnd: notesEnd + 9 })).toThrow(corrupt);
    appendFileSync(checkpointsPath(), "half");
    expect(since({ notesEnd })).toMatchObject({ checkpoint, tornNote: true });
    truncateSync(checkpointsPath(), 0);
    expect(() => since({ notesEnd })).toThrow(corrupt);
  });
});
