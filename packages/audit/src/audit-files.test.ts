import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { type Home, HomeError, openAppendFile } from "@infershield/home";
import { describe, expect, onTestFinished, test } from "vitest";
import { auditError, fixedSigner, testHome } from "../test/fixtures.ts";
import { bytesOf, hashesOf, segmentOf, segmentOrigin, textsOf } from "../test/sealed-segment.ts";
import { noCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { type AuditStorage, openAuditFiles } from "./index.ts";
import type { LogEnd } from "./storage.ts";

const corrupt = auditError("AUDIT_CORRUPT");
const { header, records } = segmentOf([true, true]);
const [one, two] = textsOf(records) as readonly [string, string];
const leaves = hashesOf(records);
const { note } = signCheckpoint(
  { origin: segmentOrigin, first: 1, leaves, previous: noCheckpoint, now: 0 },
  fixedSigner(),
);
const begun: LogEnd = { segment: 1, sizeBytes: bytesOf([header]), seq: 0, notesEnd: 0 };
const written: LogEnd = { ...begun, sizeBytes: bytesOf([header, ...records]), seq: 2 };

/** The log of a home, and which files it opened and closed. */
async function openedFiles(home: Home): Promise<{ storage: AuditStorage; opened: string[]; closed: string[] }> {
  const opened: string[] = [];
  const closed: string[] = [];
  const openFile = async (path: string): ReturnType<typeof openAppendFile> => {
    const file = await openAppendFile(path);
    const name = path.slice(path.lastIndexOf("/") + 1);
    opened.push(name);
    return Object.create(file, {
      close: {
        value: () => {
          closed.push(name);
          return file.close();
        },
      },
    });
  };
  const storage = await openAuditFiles({ home, openFile });
  onTestFinished(() => storage.close());
  return { storage, opened, closed };
}

/** A log of two records that was written by who has it open. */
async function writtenFiles() {
  const home = await testHome();
  const files = await openedFiles(home);
  await files.storage.begin(1, header.text);
  await files.storage.append(begun, Buffer.from(`${one}\n${two}\n`));
  const path = (name: string): string => home.file("audit", name);
  return { home, path, ...files };
}

/** Puts another file with the same content in a file's place. */
function exchange(path: string): void {
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}

describe("the files of a log", () => {
  test("are not opened in a folder that others can read", async () => {
    const home = await testHome();
    mkdirSync(home.file("audit"), { mode: 0o700 });
    chmodSync(home.file("audit"), 0o750);
    await expect(openAuditFiles({ home })).rejects.toThrow(
      expect.objectContaining({ constructor: HomeError, code: "HOME_NOT_PRIVATE" }),
    );
  });

  test("are opened once for many writes, a segment's until the next one begins, and closed with the log", async () => {
    const { storage, opened, closed, path } = await writtenFiles();
    expect(readFileSync(path("000001.jsonl"), "latin1")).toBe(`${header.text}\n${one}\n${two}\n`);
    const size = Buffer.byteLength(note) + 1;
    expect(await storage.addNote("checkpoint", note)).toBe(size);
    expect(await storage.addNote("checkpoint", note)).toBe(2 * size);
    expect(readFileSync(path("checkpoints"), "utf8")).toBe(`${note}\n`.repeat(2));
    expect([opened, closed]).toEqual([["000001.jsonl", "checkpoints"], []]);
    await storage.begin(2, header.text);
    expect(closed).toEqual(["000001.jsonl"]);
    await storage.close();
    expect(closed.toSorted()).toEqual(["000001.jsonl", "000002.jsonl", "checkpoints"]);
    expect(closed).toHaveLength(opened.length);
  });

  test("are opened anew for a log that is looked at from its beginning, and only then", async () => {
    const { storage, opened } = await writtenFiles();
    await storage.news(written);
    await storage.append(written, Buffer.from(`${one}\n`));
    await storage.addNote("checkpoint", note);
    expect(opened).toEqual(["000001.jsonl", "checkpoints"]);
    await storage.news(undefined);
    await storage.append(written, Buffer.from(`${one}\n`));
    await storage.addNote("checkpoint", note);
    expect(opened).toEqual(["000001.jsonl", "checkpoints", "000001.jsonl", "checkpoints"]);
  });

  test("are closed where a write fails, and opened again for the next", async () => {
    const home = await testHome();
    let full = true;
    const opened: string[] = [];
    const openFile = async (path: string): ReturnType<typeof openAppendFile> => {
      const file = await openAppendFile(path);
      opened.push(path);
      return Object.create(file, {
        append: {
          value: (bytes: Uint8Array<ArrayBuffer>) =>
            full ? Promise.reject(new HomeError("STORE_FULL", "No space left.")) : file.append(bytes),
        },
      });
    };
    const storage = await openAuditFiles({ home, openFile });
    onTestFinished(() => storage.close());
    await expect(storage.begin(1, header.text)).rejects.toThrow(expect.objectContaining({ code: "STORE_FULL" }));
    full = false;
    await storage.begin(1, header.text);
    expect(opened).toHaveLength(2);
  });
});

describe("a segment that was exchanged for its copy while it was in use is noticed", () => {
  test("by who wrote it", async () => {
    const { storage, path } = await writtenFiles();
    expect(await storage.news(written)).toMatchObject({ lines: [] });
    exchange(path("000001.jsonl"));
    await expect(storage.news(written)).rejects.toThrow(corrupt);
  });

  test("by who read it, and by who read of it later", async () => {
    const { home, path, storage } = await writtenFiles();
    const { storage: reader } = await openedFiles(home);
    await reader.news(undefined);
    await storage.begin(2, segmentOf([], { segment: 2, firstSeq: 3 }).header.text);
    expect((await reader.news(written))?.lines).toMatchObject([{ segment: 2 }]);
    const inSecond = { ...written, segment: 2, sizeBytes: statSync(path("000002.jsonl")).size };
    expect(await reader.news(inSecond)).toMatchObject({ lines: [] });
    const { storage: other } = await openedFiles(home);
    expect((await other.news(undefined))?.lines).toMatchObject([{ segment: 2 }]);
    exchange(path("000002.jsonl"));
    await expect(reader.news(inSecond)).rejects.toThrow(corrupt);
    await expect(other.news(inSecond)).rejects.toThrow(corrupt);
  });

  test("not by who never saw the one before", async () => {
    const { home, storage, path } = await writtenFiles();
    const { storage: other } = await openedFiles(home);
    await storage.begin(2, segmentOf([], { segment: 2, firstSeq: 3 }).header.text);
    await other.news(undefined);
    exchange(path("000001.jsonl"));
    expect((await other.news(written))?.lines).toMatchObject([{ segment: 2 }]);
  });
});

describe("the file of checkpoints", () => {
  test("may be exchanged, and is then written to under its new self", async () => {
    const { storage, path, closed } = await writtenFiles();
    const notesEnd = await storage.addNote("checkpoint", note);
    await storage.addNote("checkpoint", note);
    await storage.news({ ...written, notesEnd: 2 * notesEnd });
    writeFileSync(path("shorter"), `${note}\n`, { mode: 0o600 });
    renameSync(path("shorter"), path("checkpoints"));
    expect(await storage.news({ ...written, notesEnd: 2 * notesEnd })).toMatchObject({ checkpoint: { end: notesEnd } });
    expect(closed).toEqual(["checkpoints"]);
    expect(await storage.addNote("checkpoint", note)).toBe(2 * notesEnd);
    expect(readFileSync(path("checkpoints"), "utf8")).toBe(`${note}\n`.repeat(2));
    exchange(path("checkpoints"));
    await storage.news({ ...written, notesEnd: 2 * notesEnd });
    exchange(path("checkpoints"));
    expect(await storage.news({ ...written, notesEnd: 9999 })).toMatchObject({ checkpoint: { end: 2 * notesEnd } });
  });

  test("may not be cut", async () => {
    const { storage, path } = await writtenFiles();
    const notesEnd = await storage.addNote("checkpoint", note);
    const end = { ...written, notesEnd };
    await expect(storage.news({ ...end, notesEnd: notesEnd + 1 })).rejects.toThrow(corrupt);
    await storage.news(end);
    truncateSync(path("checkpoints"), notesEnd - 1);
    await expect(storage.news(end)).rejects.toThrow(corrupt);
  });
});

test("what lies behind an end is set aside byte for byte, of the lines and of the checkpoints", async () => {
  const { storage, path } = await writtenFiles();
  const notesEnd = await storage.addNote("checkpoint", note);
  const torn = Buffer.from([0x7b, 0xe2, 0x80, 0xff, 0x00]);
  appendFileSync(path("000001.jsonl"), torn);
  appendFileSync(path("checkpoints"), torn);
  await storage.setTornAside({ ...written, notesEnd });
  expect(readFileSync(path(`torn-000001-${written.sizeBytes}`))).toEqual(torn);
  expect(readFileSync(path(`torn-checkpoints-${notesEnd}`))).toEqual(torn);
  expect([statSync(path("000001.jsonl")).size, statSync(path("checkpoints")).size]).toEqual([
    written.sizeBytes,
    notesEnd,
  ]);
  await storage.setTornAside({ ...written, notesEnd });
  expect(readdirSync(path("")).filter((name) => name.startsWith("torn-"))).toHaveLength(2);
});

test("a log is set aside in a folder of its own, without what is no part of it", async () => {
  const { storage, path, closed } = await writtenFiles();
  await storage.addNote("checkpoint", note);
  for (const name of ["torn-000001-5", "tombstones", "holds", "x000001.jsonl", "000001.jsonl.new", "checkpoints.new"]) {
    writeFileSync(path(name), "");
  }
  await storage.setAside(path("aside"));
  expect(readdirSync(path("aside")).toSorted()).toEqual(["000001.jsonl", "checkpoints", "tombstones", "torn-000001-5"]);
  expect(statSync(path("aside")).mode & 0o777).toBe(0o700);
  expect(closed.toSorted()).toEqual(["000001.jsonl", "checkpoints"]);
  expect(await storage.news(undefined)).toBeUndefined();
});
