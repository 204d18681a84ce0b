import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nextEvent, readEvents, runCli, startCli } from "./run-cli.ts";

const masterKey = `ifsk1_${"C".repeat(42)}A`;
const apiKey = "sk-canary-of-the-environment";

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-process-"));
  home = join(folder, "home");
});
afterEach(() => rm(folder, { recursive: true }));

/** What every user of the machine sees of a process (`ps`), and what its own user does. */
function shown(pid: number | undefined): { readonly commandLine: string; readonly environment: string } {
  const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, "utf8");
  return { commandLine: read("cmdline"), environment: read("environ") };
}

/** Every file below a folder as one text. */
function textBelow(path: string): string {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n");
}

describe.runIf(existsSync("/proc/self/environ"))("a process that was really started", () => {
  test("shows no key in its command line, and none in the report that Node writes about it", async () => {
    const reports = join(folder, "reports");
    mkdirSync(reports);
    const child = startCli(["proxy", "start", "--port", "0", "--json"], {
      INFERSHIELD_HOME: home,
      INFERSHIELD_ADMIN_PORT: "0",
      INFERSHIELD_MASTER_KEY: masterKey,
      OPENAI_API_KEY: apiKey,
      NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-directory=${reports}`,
    });
    try {
      await nextEvent(readEvents(child), "listening");
      const { commandLine, environment } = shown(child.pid);
      expect(commandLine).toContain("proxy");
      expect(commandLine).not.toMatch(/canary|ifsk1_/);
      // The kernel keeps the first environment whatever a program does: docs/reliability.md says so.
      expect(environment).toContain(masterKey);
      child.kill("SIGUSR2");
      await expect.poll(() => readdirSync(reports).length).toBe(1);
      await expect.poll(() => textBelow(reports).trimEnd().endsWith("}")).toBe(true);
      const report = JSON.parse(textBelow(reports));
      expect(report).toHaveProperty("header.commandLine");
      expect(report).not.toHaveProperty("environmentVariables");
      expect(JSON.stringify(report)).not.toMatch(/canary|ifsk1_/);
      expect(textBelow(home)).not.toMatch(/canary|ifsk1_/);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("is given a token on its standard input, and shows and keeps it nowhere", async () => {
    const child = startCli(["auth", "login", "--with-token", "--json", "openai"], { INFERSHIELD_HOME: home });
    const ended = new Promise((resolve) => child.once("close", resolve));
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
    child.stdin.write("sk-canary-of-standard-input");
    await expect.poll(() => shown(child.pid).commandLine).toContain("--with-token");
    expect(JSON.stringify(shown(child.pid))).not.toContain("canary");
    child.stdin.end("\n");
    expect(await ended).toBe(0);
    expect(said).toContain('"success"');
    expect(said + textBelow(home)).not.toContain("canary");
  });
});

test("a command that reads the configuration twice still has the master key of its environment", async () => {
  const nobody = "http://127.0.0.1:9";
  const env = {
    INFERSHIELD_HOME: home,
    INFERSHIELD_MASTER_KEY: masterKey,
    INFERSHIELD_OPENAI_BASE_URL: `${nobody}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: nobody,
  };
  await runCli(["auth", "login", "--with-token", "openai"], env, "sk-canary-of-standard-input\n");
  writeFileSync(join(home, "infershield.yaml"), "port: 0\n", { mode: 0o600 });
  const { code, stderr } = await runCli(["auth", "status", "--check"], env);
  // Unlocked, asked, and found nobody at that address.
  expect({ code, stderr }).toEqual({ code: 5, stderr: "" });
});
