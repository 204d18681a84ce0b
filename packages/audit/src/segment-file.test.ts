import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { auditError } from "../test/fixtures.ts";
import { fileState, listSegments, readRange, segmentPath } from "./segment-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

test("segments are listed by their numbers, whatever else lies beside them", () => {
  const numbers = [999_999, 1_000_000, 2, 10];
  for (const number of numbers) writeFileSync(segmentPath(folder, number), "");
  for (const name of ["x000003.jsonl", "000003.jsonl.new", "00003.jsonl", "checkpoints"]) {
    writeFileSync(join(folder, name), "");
  }
  expect(listSegments(folder)).toEqual([2, 10, 999_999, 1_000_000]);
  expect(() => listSegments(join(folder, "none"))).toThrow(auditError("NO_LOG"));
});

test("a range of a file is read as far as the file goes", () => {
  const path = join(folder, "file");
  writeFileSync(path, Buffer.from([0x61, 0x62, 0xff, 0x64]));
  expect(fileState(path)).toMatchObject({ sizeBytes: 4 });
  const ranges = [
    [0, 4],
    [0, 2],
    [1, 3],
    [2, 99],
    [4, 9],
    [9, 12],
    [3, 1],
  ] as const;
  expect(ranges.map(([from, to]) => readRange(path, from, to))).toEqual([
    "ab\xffd",
    "ab",
    "b\xff",
    "\xffd",
    "",
    "",
    "",
  ]);
  expect(fileState(join(folder, "none"))).toBeUndefined();
});

test.runIf(process.platform === "linux")("a file is not left open, also where it cannot be read", () => {
  const path = join(folder, "file");
  writeFileSync(path, "text");
  mkdirSync(join(folder, "sub"));
  const before = readdirSync("/proc/self/fd").length;
  for (let count = 0; count < 20; count++) {
    readRange(path, 0, 4);
    expect(() => readRange(join(folder, "sub"), 0, 1)).toThrow();
  }
  expect(readdirSync("/proc/self/fd").length).toBeLessThan(before + 10);
});
