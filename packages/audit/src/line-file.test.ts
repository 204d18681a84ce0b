import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readChunks, splitLines } from "./line-file.ts";
import type { LineChunk } from "./storage.ts";

async function chunksOf(chunks: AsyncIterable<LineChunk>): Promise<readonly LineChunk[]> {
  const found: LineChunk[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found;
}

test("lines come with the place behind them, however they are cut into pieces", async () => {
  const whole = [{ lines: ["one", "", "two"], rest: "", end: 9 }];
  expect(await chunksOf(splitLines(["one\n\ntwo\n"]))).toEqual(whole);
  expect(await chunksOf(splitLines(["one\nt", "w", "o\nthr"], 10))).toEqual([
    { lines: ["one"], rest: "", end: 14 },
    { lines: ["two"], rest: "", end: 18 },
    { lines: [], rest: "thr", end: 18 },
  ]);
  expect(await chunksOf(splitLines([]))).toEqual([]);
});

test("a line that does not end is cut at a megabyte", async () => {
  const piece = "x".repeat(700_000);
  const [chunk] = await chunksOf(splitLines([piece, piece, "\n"]));
  expect(chunk?.lines[0]?.length).toBe(1024 * 1024);
});

test("a file is read from one byte up to another", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "lines");
  writeFileSync(path, "one\ntwo\nthree\n");
  expect(await chunksOf(readChunks(path))).toEqual([{ lines: ["one", "two", "three"], rest: "", end: 14 }]);
  expect(await chunksOf(readChunks(path, { from: 4 }))).toEqual([{ lines: ["two", "three"], rest: "", end: 14 }]);
  expect(await chunksOf(readChunks(path, { from: 4, to: 8 }))).toEqual([{ lines: ["two"], rest: "", end: 8 }]);
  expect(await chunksOf(readChunks(path, { to: 9 }))).toEqual([
    { lines: ["one", "two"], rest: "", end: 8 },
    { lines: [], rest: "t", end: 8 },
  ]);
});
