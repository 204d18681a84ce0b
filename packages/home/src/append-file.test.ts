import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAppendFile } from "./append-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "home-append-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("openAppendFile", () => {
  it("creates the file with mode 0600 and appends across openings", async () => {
    const path = join(folder, "log");
    const first = await openAppendFile(path);
    await first.append(text("one\n"));
    expect(first.sizeBytes).toBe(4);
    await first.close();
    const second = await openAppendFile(path);
    expect(second.sizeBytes).toBe(4);
    await second.append(text("two\n"));
    await second.close();
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("refuses a link and a file that others may read", async () => {
    writeFileSync(join(folder, "open"), "");
    chmodSync(join(folder, "open"), 0o644);
    symlinkSync(join(folder, "open"), join(folder, "link"));
    await expect(openAppendFile(join(folder, "open"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
    await expect(openAppendFile(join(folder, "link"))).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  it("says STORE_UNAVAILABLE in a folder that is not there", async () => {
    await expect(openAppendFile(join(folder, "no", "log"))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});
