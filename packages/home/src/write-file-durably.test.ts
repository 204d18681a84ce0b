import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Files, nodeFiles, type WritableFile } from "./files.ts";
import { createFileDurably, writeFileDurably } from "./write-file-durably.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "home-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Real files whose chosen operation fails once with the error number given. */
function failing(operation: "open" | "write" | "sync" | "rename" | "syncFolder", code: string): Files {
  const fail = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...nodeFiles,
    open: async (path, flags, mode) => {
      const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
      if (operation === "open" && !isFolder) fail();
      const file = await nodeFiles.open(path, flags, mode);
      const wrapped: WritableFile = {
        ...file,
        write: async (bytes, offset) => (operation === "write" ? fail() : file.write(bytes, offset)),
        sync: async () => (operation === (isFolder ? "syncFolder" : "sync") ? fail() : file.sync()),
      };
      return wrapped;
    },
    rename: async (from, to) => (operation === "rename" ? fail() : nodeFiles.rename(from, to)),
  };
}

describe("writeFileDurably", () => {
  it("replaces the whole file and leaves nothing else behind", async () => {
    const path = join(folder, "a.json");
    await writeFileDurably(path, text("first, long"));
    await writeFileDurably(path, text("second"));
    expect(readFileSync(path, "utf8")).toBe("second");
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it.each([0o000, 0o077, 0o777])("gives the file mode 0600 under umask %o", async (umask) => {
    const before = process.umask(umask);
    try {
      await writeFileDurably(join(folder, "a"), text("x"));
    } finally {
      process.umask(before);
    }
    expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o600);
  });

  it("goes on after a write that was cut short", async () => {
    const files: Files = {
      ...nodeFiles,
      open: async (path, flags, mode) => {
        const file = await nodeFiles.open(path, flags, mode);
        return { ...file, write: (bytes, offset) => file.write(bytes.subarray(0, offset + 3), offset) };
      },
    };
    await writeFileDurably(join(folder, "a"), text("0123456789"), { files });
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("0123456789");
  });

  it.each([
    ["open", "EACCES", "STORE_UNAVAILABLE"],
    ["open", "EMFILE", "STORE_UNAVAILABLE"],
    ["open", "EROFS", "STORE_UNAVAILABLE"],
    ["write", "ENOSPC", "STORE_FULL"],
    ["write", "EDQUOT", "STORE_FULL"],
    ["write", "EIO", "STORE_UNAVAILABLE"],
    ["sync", "EIO", "STORE_UNAVAILABLE"],
    ["sync", "ENOSPC", "STORE_FULL"],
    ["rename", "EIO", "STORE_UNAVAILABLE"],
  ] as const)("keeps the old file when %s fails with %s, and says %s", async (operation, errno, code) => {
    const path = join(folder, "a");
    await writeFileDurably(path, text("old"));
    const write = writeFileDurably(path, text("new"), { files: failing(operation, errno) });
    await expect(write).rejects.toMatchObject({ name: "HomeError", code });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("reports a folder that cannot be forced to disk instead of calling the write done", async () => {
    const write = writeFileDurably(join(folder, "a"), text("new"), { files: failing("syncFolder", "EIO") });
    await expect(write).rejects.toMatchObject({ name: "HomeError", code: "STORE_UNAVAILABLE" });
  });

  it("replaces a symbolic link and leaves its target alone", async () => {
    const target = join(folder, "target");
    writeFileSync(target, "untouched");
    symlinkSync(target, join(folder, "a"));
    await writeFileDurably(join(folder, "a"), text("new"));
    expect(readFileSync(target, "utf8")).toBe("untouched");
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("new");
  });
});

describe("createFileDurably", () => {
  it("lets exactly one of several at once create the file", async () => {
    const path = join(folder, "key");
    const made = await Promise.all(["a", "b", "c", "d"].map((value) => createFileDurably(path, text(value))));
    expect(made.filter((each) => each)).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe("abcd"[made.indexOf(true)]);
    expect(readdirSync(folder)).toEqual(["key"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
