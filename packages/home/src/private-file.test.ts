import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkPrivateFile, fileIdentity, readPrivateFile } from "./private-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "home-read-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(mode: number): string {
  const path = join(folder, "key");
  writeFileSync(path, "secret");
  chmodSync(path, mode);
  return path;
}

describe("readPrivateFile", () => {
  it("returns the bytes of a file with mode 0600", async () => {
    expect(Buffer.from((await readPrivateFile(file(0o600))) ?? []).toString()).toBe("secret");
  });

  it("returns undefined when there is no such file", async () => {
    expect(await readPrivateFile(join(folder, "absent"))).toBeUndefined();
  });

  it.each([0o640, 0o604, 0o660, 0o610, 0o777])("refuses mode %o", async (mode) => {
    await expect(readPrivateFile(file(mode))).rejects.toMatchObject({ name: "HomeError", code: "HOME_NOT_PRIVATE" });
  });

  it("refuses a symbolic link, also to a private file", async () => {
    symlinkSync(file(0o600), join(folder, "link"));
    await expect(readPrivateFile(join(folder, "link"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("refuses a folder", async () => {
    mkdirSync(join(folder, "sub"), { mode: 0o700 });
    await expect(readPrivateFile(join(folder, "sub"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("refuses a pipe without waiting for whoever writes into it", async () => {
    execFileSync(join("/usr/bin", "mkfifo"), ["-m", "600", join(folder, "pipe")]);
    await expect(readPrivateFile(join(folder, "pipe"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it.runIf(process.geteuid?.() === 0)("refuses a file of another user", async () => {
    const path = file(0o600);
    chownSync(path, 12345, 12345);
    await expect(readPrivateFile(path)).rejects.toMatchObject({ name: "HomeError", code: "HOME_NOT_PRIVATE" });
  });

  it("refuses a file above the limit", async () => {
    await expect(readPrivateFile(file(0o600), { maxBytes: 5 })).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  });
});

describe("fileIdentity", () => {
  it("differs after a change and is undefined without a file", () => {
    const path = file(0o600);
    const before = fileIdentity(path);
    writeFileSync(path, "secret, longer");
    expect(fileIdentity(path)).not.toBe(before);
    expect(fileIdentity(join(folder, "absent"))).toBeUndefined();
  });
});

describe("checkPrivateFile", () => {
  it("tells whether there is one, and refuses one that is open to others, a link or a folder", () => {
    expect(checkPrivateFile(file(0o600))).toBe(true);
    expect(checkPrivateFile(join(folder, "absent"))).toBe(false);
    expect(() => checkPrivateFile(file(0o640))).toThrow(expect.objectContaining({ code: "HOME_NOT_PRIVATE" }));
    symlinkSync(file(0o600), join(folder, "link"));
    expect(() => checkPrivateFile(join(folder, "link"))).toThrow(expect.objectContaining({ code: "HOME_NOT_PRIVATE" }));
    expect(() => checkPrivateFile(folder)).toThrow(expect.objectContaining({ code: "HOME_NOT_PRIVATE" }));
  });
});
