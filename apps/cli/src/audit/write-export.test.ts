import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeExport } from "./write-export.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-export-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function* pieces(failure?: Error): AsyncGenerator<string> {
  yield "one\n";
  if (failure !== undefined) throw failure;
  yield "two\n";
}

test("an export is a new file of its owner alone, and no other file is touched", async () => {
  const out = join(folder, "out.jsonl");
  await writeExport(pieces(), out);
  expect(await readFile(out, "utf8")).toBe("one\ntwo\n");
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  for (const place of [out, join(folder, "none", "out.jsonl")]) {
    const failing = pieces(new Error("the server is gone"));
    await expect(writeExport(failing, place)).rejects.toMatchObject({ code: "INVALID_USAGE" });
  }
  expect(await readFile(out, "utf8")).toBe("one\ntwo\n");
});

test("half an export is none", async () => {
  const lost = new Error("the server is gone");
  await expect(writeExport(pieces(lost), join(folder, "out.jsonl"))).rejects.toBe(lost);
  expect(await readdir(folder)).toEqual([]);
});

test("an export that the disk has no room for is told as that, and gone", async () => {
  const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" });
  const out = join(folder, "out.jsonl");
  await expect(writeExport(pieces(full), out)).rejects.toMatchObject({
    code: "FILE_NOT_WRITTEN",
    message: expect.stringContaining(out),
  });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["to a terminal as text that cannot steer it", true, "one\n{?[2K}\r\n"],
  ["elsewhere as it comes", false, "one\n{\u001b[2K}\r\n"],
])("an export goes %s", async (_, isTTY, expected) => {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const said = text(stdout);
  await writeExport(Readable.from(["one\n", "{\u001b[2K}\r\n"]), undefined, stdout);
  stdout.end();
  expect(await said).toBe(expected);
});
