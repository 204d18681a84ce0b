import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome } from "@infershield/home";
import { afterAll, describe, expect, it } from "vitest";
import { filledHome, removeHomes } from "./crash-harness.ts";
import { putOrKeep } from "./full-disk.ts";

afterAll(removeHomes);

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

describe.runIf(isRoot)("on a real full tmpfs", { timeout: 600_000 }, () => {
  it("a token is stored or the old file stays byte for byte, whatever room is left in pages", async () => {
    const source = await filledHome();
    const pages = Math.ceil(statSync(source.file("tokens.json")).size / 4096);
    const outcomes: string[] = [];
    for (let free = 0; free <= 3 * pages + 4; free++) outcomes.push(await onTmpfs(source.path, free));
    expect(new Set(outcomes)).toEqual(new Set(["full", "stored"]));
  });
});

/** Copies a home to a fresh tmpfs, fills it up to `free` pages, and tries to store. */
async function onTmpfs(source: string, free: number): Promise<string> {
  const mount = mkdtempSync(join(tmpdir(), "full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", mount]);
  try {
    const path = join(mount, "home");
    cpSync(source, path, { recursive: true });
    chmodSync(path, 0o700);
    const home = await openHome(path);
    const [, , , left] =
      execFileSync("df", ["-k", "--output=source,size,used,avail", mount], { encoding: "utf8" })
        .trim()
        .split("\n")[1]
        ?.split(/\s+/) ?? [];
    writeFileSync(join(mount, "ballast"), new Uint8Array(Math.max(0, Number(left) * 1024 - free * 4096)));
    return await putOrKeep(home);
  } finally {
    execFileSync("umount", [mount]);
    rmSync(mount, { recursive: true, force: true });
  }
}
