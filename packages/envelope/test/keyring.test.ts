import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

const has = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));
const hasKeyring = process.platform === "linux" && has("gnome-keyring-daemon") && has("dbus-run-session");
const folder = mkdtempSync(join(tmpdir(), "keyring-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const worker = [process.execPath, "--conditions=@infershield/source", join(import.meta.dirname, "keyring-worker.ts")];
const environment = { PATH: process.env["PATH"], HOME: folder, XDG_RUNTIME_DIR: folder };

/** Runs the worker in a session of its own, whose keyring is open when `isUnlocked`. */
async function inSession(isUnlocked: boolean): Promise<Record<string, unknown>> {
  const command = [...worker, join(folder, "home")].map((word) => `'${word}'`).join(" ");
  const start = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ";
  const script = isUnlocked ? start + command : command;
  const child = spawn("dbus-run-session", ["--", "sh", "-c", script], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stdout === "") throw new Error(`The worker failed: ${stderr}`);
  return JSON.parse(stdout);
}

// Visible as skipped where the programs are missing: apt-get install gnome-keyring dbus
describe.runIf(hasKeyring)("gnome-keyring", () => {
  it("keeps a key, gives it back, takes another in its place, and has none after it was deleted", async () => {
    expect(await inSession(true)).toEqual({
      before: "NO_MASTER_KEY",
      source: "keyring",
      warnings: [],
      isSame: true,
      replaced: true,
      deleted: true,
      after: "NO_MASTER_KEY",
    });
    expect(existsSync(join(folder, "home", "master.key"))).toBe(false);
  });
});

describe("without a session", () => {
  it("the key is kept in the file, and that is said", () => {
    const report = execFileSync(worker[0] ?? "", [...worker.slice(1), join(folder, "home")], {
      env: { ...environment, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" },
      encoding: "utf8",
    });
    expect(JSON.parse(report)).toMatchObject({
      source: "generated_file",
      replaced: "KEYRING_UNAVAILABLE",
      warnings: [expect.stringContaining("was not used")],
    });
  });
});
