import { spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Files, nodeFiles } from "@infershield/home";
import { afterAll, describe, expect, it } from "vitest";
import { accountKey, openStore, putNext } from "./children/operations.ts";
import { filledHome, removeHomes } from "./crash-harness.ts";

afterAll(removeHomes);

const script = join(import.meta.dirname, "children", "store-without-access.ts");
/** Root may write everywhere: as root the child becomes nobody. */
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;

/** Runs a program and answers each line that `answers` names. @returns all lines */
function run(
  command: string,
  argv: readonly string[],
  answers: Readonly<Record<string, () => void>> = {},
): Promise<readonly string[]> {
  const child = spawn(command, argv, { env: { PATH: process.env["PATH"] }, stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const answer = answers[line];
    if (answer === undefined) return;
    answer();
    child.stdin.write("\n");
  });
  return new Promise((resolve, reject) =>
    child.on("close", (code) => (code === 0 ? resolve(lines) : reject(new Error(`ended with ${code}: ${lines}`)))),
  );
}

describe("a store that cannot be written", () => {
  it("because its folder was closed says so, is read on, and is written again once it can be", async () => {
    const source = await filledHome();
    const parent = mkdtempSync(join(tmpdir(), "closed-"));
    chmodSync(parent, 0o755);
    const path = join(parent, "home");
    cpSync(source.path, path, { recursive: true });
    chmodSync(path, 0o700);
    if (nobody !== undefined)
      for (const each of [path, ...readdirSync(path).map((name) => join(path, name))]) chownSync(each, nobody, nobody);
    const argv = [
      "--conditions=@infershield/source",
      script,
      path,
      "folder",
      ...(nobody === undefined ? [] : [`${nobody}`]),
    ];
    const lines = await run(process.execPath, argv, {
      "close the folder": () => chmodSync(path, 0o500),
      "open the folder": () => chmodSync(path, 0o700),
    });
    expect(lines).toEqual([
      "stored 2",
      "close the folder",
      "refused STORE_UNAVAILABLE",
      "read 2",
      "open the folder",
      "stored 3",
      "read 3",
    ]);
    rmSync(parent, { recursive: true, force: true });
  });

  it("because the process has no file descriptor left says so, and is written again once it has", async () => {
    const home = await filledHome();
    const argv = ["-c", 'ulimit -n 64; exec "$@"', "sh", process.execPath, "--conditions=@infershield/source", script];
    const lines = await run("sh", [...argv, home.path, "files"]);
    expect(lines).toEqual(["stored 2", "refused STORE_UNAVAILABLE", "stored 3", "read 3"]);
    expect(readdirSync(home.path).sort()).toEqual(["master.key", "tokens.journal", "tokens.json"]);
  });
});

describe("a disk that fails", () => {
  it.each(["file", "folder"] as const)(
    "when bytes are forced to it (%s) makes the put fail, once, and the next one works",
    async (kind) => {
      const home = await filledHome();
      let failures = 0;
      const files: Files = {
        ...nodeFiles,
        open: async (path, flags, mode) => {
          const file = await nodeFiles.open(path, flags, mode);
          const isFolder = statSync(path).isDirectory();
          const sync = async (): Promise<void> => {
            if (failures > 0 || isFolder !== (kind === "folder")) return file.sync();
            failures++;
            throw Object.assign(new Error("input/output error"), { code: "EIO" });
          };
          return { ...file, sync };
        },
      };
      const open = await openStore(home, files);
      await expect(putNext(open, 0)).rejects.toMatchObject({ name: "HomeError", code: "STORE_UNAVAILABLE" });
      expect(failures).toBe(1);
      // After a rename the new file may be there already; what is there is whole, and is what a reader finds.
      const found = await open.store.get(accountKey(0));
      expect(found?.generation).toBe(kind === "file" ? 1 : 2);
      expect(found?.accessToken?.reveal()).toBe(`account 0 generation ${found?.generation}`);
      expect(await putNext(open, 0)).toBe((found?.generation ?? 0) + 1);
      await open.close();
    },
  );
});
