import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, nextEvent, readEvents, shareProcess, startCli } from "./run-cli.ts";

const run = shareProcess();
let folder: string;
let sandbox: Sandbox;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-accounts-"));
  sandbox = await startSandbox();
  env = {
    HOME: folder,
    INFERSHIELD_HOME: join(folder, "home"),
    INFERSHIELD_PORT: "0",
    INFERSHIELD_OPENAI_ISSUER: sandbox.issuer,
    INFERSHIELD_OPENAI_CLIENT_ID: sandbox.clientId,
    INFERSHIELD_OPENAI_BASE_URL: sandbox.apiBaseUrl,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: new URL(sandbox.apiBaseUrl).origin,
  };
  await Promise.all([logIn("default", "alex@example.com"), logIn("work", "alex@work.example")]);
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function logIn(account: string, login: string): Promise<void> {
  const events = readEvents(startCli(["auth", "login", "--account", account, "--json"], env));
  const { user_code } = await nextEvent(events, "code");
  await sandbox.approve(String(user_code), { login });
  await nextEvent(events, "success");
}

/** Runs commands one after the other; each must exit with its code. */
async function runAll(lines: readonly (readonly [number, ...string[]])[]): Promise<readonly CliResult[]> {
  const results = await Promise.all(lines.map(([, ...words]) => run(words, env)));
  for (const [index, [code, ...words]] of lines.entries()) {
    expect(results[index], words.join(" ")).toMatchObject({ code });
  }
  return results;
}

const json = (result: CliResult | undefined) => JSON.parse(result?.stdout ?? "");

describe("several accounts at one provider", () => {
  test("are listed, switched, renewed, and asked about at the provider", async () => {
    const [, , list, refresh, status] = await runAll([
      [0, "auth", "switch", "openai", "work"],
      [3, "auth", "switch", "openai", "absent"],
      [0, "auth", "list", "--json"],
      [0, "auth", "refresh", "openai", "--account", "default", "--json"],
      [0, "auth", "status", "--check", "--json"],
    ]);
    const selected = json(list).accounts.filter((one: { selected: boolean }) => one.selected);
    expect(selected).toMatchObject([{ account: "work" }]);
    expect(json(refresh)).toMatchObject({ provider: "openai", account: "default" });
    const logins = new Map(json(status).logins.map((one: { account: string }) => [one.account, one]));
    expect(logins.get("work")).toMatchObject({ check: "accepted", next_refresh_at: expect.any(String) });
    expect(logins.get("default")).toMatchObject({ check: "unknown", last_refresh_at: expect.any(String) });
  });
});

describe("keys", () => {
  test("rotate, re-encrypt, destroy, rewrap: at each step every stored value opens", async () => {
    const [before, rotated] = await runAll([
      [0, "keys", "status", "--json"],
      [0, "keys", "rotate", "--json"],
    ]);
    const old = json(before).keys.find((key: { purpose: string }) => key.purpose === "seal").id;
    const masterKey = await readFile(join(folder, "home", "master.key"), "utf8");
    const results = await runAll([
      [1, "keys", "destroy", old],
      [0, "keys", "reencrypt", "--json"],
      [0, "keys", "destroy", old],
      [2, "keys", "destroy", old],
      [0, "keys", "rewrap"],
      [0, "keys", "verify", "--json"],
      [0, "keys", "status", "--json"],
    ]);
    expect(results[0]?.stderr).toContain("KEY_IN_USE");
    expect(
      results[1]?.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).event),
    ).toContain("done");
    expect(json(results[5])).toMatchObject({ ok: true, records: 2 });
    expect(await readFile(join(folder, "home", "master.key"), "utf8")).not.toBe(masterKey);
    const ids = json(results[6]).keys.map((key: { id: string }) => key.id);
    expect(ids).toContain(json(rotated).id);
    expect(json(results[6]).keys).toContainEqual(expect.objectContaining({ id: old, status: "destroyed" }));
  });
});

describe("the master key", () => {
  test("is taken from a file or from standard input, beside the old one or in its place", async () => {
    const file = join(folder, "own.key");
    await writeFile(file, `${"0123456789abcdef".repeat(4)}\n`, { mode: 0o600 });
    const given = `${"fedcba9876543210".repeat(4)}\n`;
    await runAll([
      [2, "keys", "rewrap", "--key-file", file, "--keyring"],
      [2, "keys", "rewrap", "--key-file", file, "--with-key"],
      [0, "keys", "rewrap", "--key-file", file, "--keep-old"],
      [0, "keys", "verify"],
    ]);
    const beside = await run(["keys", "rewrap", "--with-key", "--keep-old"], env, given);
    expect(beside).toMatchObject({ code: 0, stderr: expect.stringContaining("Set INFERSHIELD_MASTER_KEY ") });
    const changed = await run(["keys", "rewrap"], { ...env, INFERSHIELD_MASTER_KEY: given.trim() });
    expect(changed).toMatchObject({ code: 0, stderr: expect.stringContaining("Take INFERSHIELD_MASTER_KEY out") });
    expect(await run(["keys", "verify"], env)).toMatchObject({ code: 0 });
    const refused = await run(["keys", "verify"], { ...env, INFERSHIELD_MASTER_KEY_FILE: file });
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("WRONG_MASTER_KEY") });
  });
});

describe("keys of tokens and of the audit trail", () => {
  test("are destroyed only when no token and no segment needs them any more", async () => {
    const [created, before] = await runAll([
      [0, "token", "create", "editor", "--json"],
      [0, "keys", "status", "--json"],
      [0, "keys", "rotate", "--for", "lookup"],
      [0, "keys", "rotate", "--for", "audit"],
    ]);
    const idOf = (purpose: string) => json(before).keys.find((key: { purpose: string }) => key.purpose === purpose).id;
    expect(json(before).keys).toContainEqual(expect.objectContaining({ purpose: "lookup", uses: 1 }));
    const [audit, lookup, , , , status] = await runAll([
      [1, "keys", "destroy", idOf("audit")],
      [1, "keys", "destroy", idOf("lookup")],
      [0, "token", "revoke", json(created).id],
      [0, "keys", "destroy", idOf("lookup")],
      [0, "keys", "verify"],
      [0, "keys", "status", "--json"],
    ]);
    expect(audit?.stderr).toContain("segments of the audit log");
    expect(lookup?.stderr).toContain("infershield token list");
    expect(json(status).keys).toContainEqual(expect.objectContaining({ id: idOf("lookup"), status: "destroyed" }));
    expect(json(status).keys).toContainEqual(
      expect.objectContaining({ id: idOf("audit"), status: "enabled", uses: 1 }),
    );
  });
});

describe("the audit trail of it", () => {
  test("is shown, counted, exported, and verified with the public key alone", async () => {
    const out = join(folder, "export.jsonl");
    const key = join(folder, "home", "audit.pub");
    const [tail, stats, , , verified, pubkey, csv, usage] = await runAll([
      [0, "audit", "tail", "--json", "--lines", "500"],
      [0, "audit", "stats", "--json"],
      [0, "audit", "export", "--out", out],
      [2, "audit", "export", "--out", out],
      [0, "audit", "verify", "--json", "--pubkey", key],
      [0, "audit", "pubkey"],
      [0, "audit", "export", "--format", "csv", "--since", "1h"],
      [0, "usage", "--json"],
    ]);
    const records: { action: string; phase: string; request_id: string }[] = (tail?.stdout ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const acts = ["auth.login", "auth.switch", "auth.refresh", "keys.rotate", "keys.reencrypt", "keys.destroy"];
    for (const act of [...acts, "keys.rewrap"]) {
      const phases = Object.groupBy(
        records.filter(({ action }) => action === act),
        ({ request_id }) => request_id,
      );
      const seen = Object.values(phases).map((each = []) => each.map(({ phase }) => phase).join(" before "));
      expect([act, ...new Set(seen)]).toEqual([act, "intent before outcome"]);
    }
    expect(json(stats)).toMatchObject({ records: records.length, decisions: { allow: expect.any(Number) } });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(json(verified)).toMatchObject({ ok: true });
    expect(pubkey?.stdout).toBe(await readFile(key, "utf8"));
    expect(csv?.stdout).toContain("auth.switch");
    expect(json(usage)).toEqual({ usage: [] });
  });
});

describe("token rotate", () => {
  test("gives a new token with the same rights", async () => {
    const [created] = await runAll([[0, "token", "create", "--provider", "openai", "ci", "--json"]]);
    const [rotated] = await runAll([[0, "token", "rotate", json(created).id, "--json"]]);
    expect(json(rotated)).toMatchObject({ name: "ci", providers: ["openai"] });
    expect(json(rotated).token).not.toBe(json(created).token);
  });
});

test("config show names every setting and no secret", async () => {
  const withKeys = { ...env, OPENAI_API_KEY: "sk-not-to-be-shown", INFERSHIELD_MASTER_KEY: "also not to be shown" };
  const lines = [
    ["config", "show"],
    ["config", "validate", "--json"],
    ["doctor", "--json"],
  ];
  const results = await Promise.all(lines.map((words) => run(words, withKeys)));
  expect(results[0]?.stdout).toMatch(/masterKey +set/);
  expect(results[0]?.stdout).toMatch(/environmentKeys +openai/);
  for (const { stdout, stderr } of results) expect(stdout + stderr).not.toContain("not-to-be-shown");
  expect(json(results[1])).toMatchObject({ ok: true });
});
