import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";
import { type Instance, openInstance } from "./open-instance.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infershield-links-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the home, and writes once to everything in it. */
async function use(): Promise<void> {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: join(folder, "home") }, homedir: folder });
  const instance: Instance = await openInstance(config, { create: true });
  try {
    const key = { tenant: "default", userId: "local", provider: "openai", account: "default" };
    await instance.tokens.journal.write(key, new Secret("note"));
    await instance.directory.createToken({ userId: "local", name: "tool" });
    await instance.audit.record({
      event: "admin",
      action: "test",
      phase: "terminal",
      tenant: "default",
      userId: "local",
      requestId: "req_1",
      decision: "allow",
      blocked: false,
      riskScore: 0,
      threats: [],
    });
  } finally {
    await instance.close();
  }
}

test.each([
  [""],
  ["master.key"],
  ["tokens.json"],
  ["tokens.journal"],
  ["identity.json"],
  ["audit"],
  ["audit/000001.jsonl"],
  ["audit/checkpoints"],
  ["audit.pub"],
  ["leases"],
])("a link in the place of %j in the home is refused, and nothing is written through it", async (name) => {
  await use();
  const path = join(folder, "home", name).replace(/\/$/, "");
  const elsewhere = join(folder, "elsewhere");
  expect(existsSync(path)).toBe(true);
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  const state = (): readonly unknown[] => [
    statSync(elsewhere).size,
    statSync(elsewhere).isDirectory() ? readdirSync(elsewhere).sort() : statSync(elsewhere).mtimeMs,
  ];
  const before = state();
  await expect(use()).rejects.toMatchObject({ code: expect.stringMatching(/^(HOME_NOT_PRIVATE|AUDIT_UNAVAILABLE)$/) });
  expect(state()).toEqual(before);
});
