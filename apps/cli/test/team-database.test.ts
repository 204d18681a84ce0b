import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli, runEach } from "./run-cli.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-cli-db-"));
  await writeFile(join(folder, "key"), "5a".repeat(32), { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

test("a team's database is backed up, restored and filled, and each failure says what to do", async () => {
  const home = join(folder, "home");
  const env = { HOME: folder, INFERSHIELD_HOME: home, INFERSHIELD_MASTER_KEY_FILE: join(folder, "key") };
  const backup = join(folder, "backup.db");
  const [none, owner, made, taken, second, restored, upToDate, nobody, nothing] = await runEach(
    [
      ["db", "backup", backup],
      ["admin", "create-user", "--role", "owner", "alex@example.com"],
      ["db", "backup", "--json", backup],
      ["db", "backup", backup],
      ["admin", "create-user", "kim@example.com"],
      ["db", "restore", backup],
      ["db", "migrate", "--json"],
      ["db", "import", "--user", "kim@example.com"],
      ["db", "import", "--user", "alex@example.com"],
    ],
    { ...env, INFERSHIELD_MODE: "multi-user" },
  );
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("infershield admin create-user") });
  expect([owner?.code, second?.code]).toEqual([0, 0]);
  expect(JSON.parse(made?.stdout ?? "")).toMatchObject({ file: backup, users: 1, logins: 0, keyset_seq: 1 });
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining("[ALREADY_EXISTS]") });
  expect(restored?.stdout).toContain("✓ Restored: 1 user, 0 logins");
  expect(restored?.stderr).toContain("warning: the audit trail goes back");
  const { from, to } = JSON.parse(upToDate?.stdout ?? "");
  expect(from).toBe(to);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("[NOT_FOUND]") });
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no token store at") });
}, 30_000);

test("the logins in a team's database are listed with whose they are", async () => {
  const env = { HOME: folder, INFERSHIELD_HOME: join(folder, "home"), INFERSHIELD_MODE: "multi-user" };
  const options = { ...env, INFERSHIELD_MASTER_KEY_FILE: join(folder, "key") };
  const [none] = await runEach([["auth", "status"]], options);
  expect(none?.stdout).toContain("Not logged in.");
  await runEach([["admin", "create-user", "alex@example.com"]], options);
  const login = ["auth", "login", "--with-token", "--user", "alex@example.com", "cohere"];
  expect(await runCli(login, options, "a-key-of-alex\n")).toMatchObject({ code: 0 });
  const [status, list, nobody] = await runEach(
    [
      ["auth", "status"],
      ["auth", "list", "--json", "--user", "Alex@example.com"],
      ["auth", "list", "--json", "--user", "kim@example.com"],
    ],
    options,
  );
  expect(status?.stdout).toMatch(/alex@example\.com +cohere +default \* +active/);
  expect(status?.stdout).toContain("infershield.db");
  expect(JSON.parse(list?.stdout ?? "").accounts).toMatchObject([{ user: "alex@example.com", kind: "api_key" }]);
  expect(JSON.parse(nobody?.stdout ?? "").accounts).toEqual([]);
}, 30_000);

test("what records say of a person is found by the address, also for a legal hold and for shredding", async () => {
  const env = { HOME: folder, INFERSHIELD_HOME: join(folder, "home"), INFERSHIELD_MODE: "multi-user" };
  const [made, exported, stats, held, kept, lifted, nobody] = await runEach(
    [
      ["admin", "create-user", "--role", "owner", "--json", "alex@example.com"],
      ["audit", "export", "--user", "alex@example.com", "--format", "csv"],
      ["audit", "stats", "--user", "alex@example.com", "--json"],
      ["audit", "hold", "--user", "alex@example.com", "case-7", "--json"],
      ["audit", "shred", "alex@example.com"],
      ["audit", "hold", "--lift", "case-7"],
      ["audit", "export", "--user", "nobody@example.com"],
    ],
    { ...env, INFERSHIELD_MASTER_KEY_FILE: join(folder, "key") },
  );
  const { id } = JSON.parse(made?.stdout ?? "").user;
  expect([exported?.code, stats?.code, lifted?.code]).toEqual([0, 0, 0]);
  expect(JSON.parse(held?.stdout.replace(/^✓.*\n/, "") ?? "").holds).toEqual([{ name: "case-7", user: id }]);
  expect(kept).toMatchObject({ code: 1, stderr: expect.stringContaining("[HELD]") });
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining("no account with this address") });
}, 30_000);
