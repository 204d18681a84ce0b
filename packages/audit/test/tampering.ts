import { beforeAll, describe, expect, test } from "vitest";
import { firstBad, segmentText, type WrittenLog, writeLog } from "./written-log.ts";

/**
 * Changes a log in every place and every way, and checks that verification names the right record and the right kind.
 *
 * @param options.records - Length of the log, a multiple of 4.
 * @param options.byteStride - Every how many bytes one is changed.
 * @param options.bytesOf - In how many records, spread over the run of the first checkpoint, bytes are changed.
 */
export function describeTampering(options: {
  readonly records: number;
  readonly byteStride: number;
  readonly bytesOf: number;
}): void {
  const { records: recordCount, byteStride, bytesOf } = options;
  const everyRecord = Array.from({ length: recordCount }, (_, index) => index + 1);

  describe(`a log of ${recordCount} records`, () => {
    let log: WrittenLog;

    beforeAll(async () => {
      log = await writeLog(recordCount);
      return log.remove;
    });

    test("names each record that was edited", async () => {
      const { lines, verified } = log;
      for (const seq of everyRecord) {
        const changed = lines.with(seq, lines[seq]?.replace('"allow"', '"block"') ?? "");
        expect(await verified(changed)).toEqual(firstBad(seq, "edited"));
      }
    });

    test("names each record that was deleted, the last ones as truncated", async () => {
      const { lines, verified, offline } = log;
      for (const seq of everyRecord) {
        const kind = seq === recordCount ? "truncated" : "deleted";
        const check = seq % 2 === 0 ? verified : offline;
        expect(await check(lines.toSpliced(seq, 1))).toEqual(firstBad(seq, kind));
      }
    });

    test("names each place where a record was inserted, be it a copy or a forgery", async () => {
      const { lines, verified } = log;
      for (const seq of everyRecord) {
        const inserted = seq % 2 === 0 ? lines[seq - 1] : lines[seq]?.replace("alex", "mara");
        expect(await verified(lines.toSpliced(seq, 0, inserted ?? ""))).toEqual(firstBad(seq, "inserted"));
      }
    });

    test("names each pair of records that changed places", async () => {
      const { lines, verified } = log;
      for (const seq of everyRecord.slice(0, -1)) {
        const changed = lines.with(seq, lines[seq + 1] ?? "").with(seq + 1, lines[seq] ?? "");
        expect(await verified(changed)).toEqual(firstBad(seq, "reordered"));
      }
    });

    test("finds a log that was cut after any record, or inside one", async () => {
      const { lines, verified } = log;
      for (const seq of everyRecord) {
        const cut =
          seq % 2 === 0
            ? segmentText(lines.slice(0, seq))
            : segmentText(lines.slice(0, seq + 1)).slice(0, -(1 + (seq % 500)));
        expect(await verified(cut)).toEqual(firstBad(seq, "truncated"));
      }
    });

    test("notices a changed byte anywhere in a record or the header, also without the audit key", async () => {
      const { lines, offline } = log;
      const run = recordCount / 4;
      const chosen = Array.from({ length: bytesOf }, (_, index) => 1 + Math.floor((index * run) / bytesOf));
      for (const seq of [0, ...chosen]) {
        const line = `${lines[seq]}\n`;
        for (let at = 0; at < line.length; at += byteStride) {
          // The newline belongs to its line: without one two lines are none.
          const changed =
            at === line.length - 1
              ? lines.toSpliced(seq, 2, `${changedAt(line, at)}${lines[seq + 1]}`)
              : lines.with(seq, changedAt(line, at).slice(0, -1));
          const found = await offline(changed);
          expect(found, `byte ${at} of record ${seq}`).toMatchObject({ firstBad: { seq: Math.max(1, seq) } });
          expect(["edited", "malformed"]).toContain(found.ok ? "" : found.firstBad.kind);
        }
      }
    });

    test("notices a changed byte anywhere in the checkpoints", async () => {
      const { offline, original, checkpoints } = log;
      // A change in the last two newlines makes the last note look half written: it is left out, as after a crash.
      for (let at = 0; at < checkpoints.length - 2; at += byteStride) {
        const found = await offline(original, changedAt(checkpoints, at));
        expect(found, `byte ${at} of ${checkpoints.length}`).toMatchObject({ ok: false });
      }
    });
  });
}

function changedAt(content: string, at: number): string {
  return `${content.slice(0, at)}${content[at] === "0" ? "1" : "0"}${content.slice(at + 1)}`;
}
