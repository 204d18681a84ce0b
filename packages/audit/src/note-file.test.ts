import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fixedSigner } from "../test/fixtures.ts";
import { signNote } from "./note.ts";
import { readNoteFile, splitNotes } from "./note-file.ts";

const [one = "", two = ""] = ["one\n", "two\nlines\n"].map((text) => signNote(text, "a/name", fixedSigner()));

/** The notes in a file with this content. */
async function notesIn(content: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "notes");
  writeFileSync(path, content);
  const notes: string[] = [];
  for await (const note of readNoteFile(path)) notes.push(note);
  return notes;
}

test("a file of notes gives each as it was signed, and leaves out what a crash left at its end", async () => {
  expect(await notesIn("")).toEqual([]);
  expect(await notesIn(`${one}\n`)).toEqual([one]);
  expect(await notesIn(`${one}\n${two}\n`)).toEqual([one, two]);
  for (const torn of ["t", two.slice(0, 20), two.slice(0, -1), two, "two\n\n"]) {
    expect(await notesIn(`${one}\n${torn}`)).toEqual([one]);
  }
});

test("what has a signature and no note around it is given, and is no note", async () => {
  const changed = one.replace("\u2014", "-");
  expect(await notesIn(`${changed}\n`)).toEqual([Buffer.from(changed, "utf8").toString("latin1")]);
  expect(await notesIn(`${one}\n${changed}\n`)).toHaveLength(2);
  expect(await notesIn(`\n\n${one}\n`)).toEqual([`\n\n${one}`]);
});

test("a file of notes is read as it was when it was asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "notes");
  writeFileSync(path, `${one}\n`);
  const reading = readNoteFile(path);
  appendFileSync(path, `${two}\n`);
  const notes: string[] = [];
  for await (const note of reading) notes.push(note);
  expect(notes).toEqual([one]);
});

test("half a line behind whole notes ends the reading", async () => {
  const lines = one.split("\n");
  const notes: string[] = [];
  const latin1 = lines.map((line) => Buffer.from(line, "utf8").toString("latin1"));
  for await (const note of splitNotes([
    { lines: latin1, rest: "", end: 1 },
    { lines: [], rest: "half", end: 1 },
  ])) {
    notes.push(note);
  }
  expect(notes).toEqual([one]);
});
