import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runEach } from "./run-cli.ts";

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
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("no such user") });
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no token store at") });
});

test("teams and policies are made, listed and deleted, and what records say of a person is found by the address", async () => {
  const env = { HOME: folder, INFERSHIELD_HOME: join(folder, "home"), INFERSHIELD_MODE: "multi-user" };
  const policy = join(folder, "blue.yaml");
  await writeFile(policy, "version: 1\nlevel: team\nname: blue\nriskThreshold: 10\n");
  const [, early, , , set, exported, shown, deleted, after, users, again, ...records] = await runEach(
    [
      ["admin", "create-user", "--role", "owner", "alex@example.com"],
      ["policy", "set", policy],
      ["admin", "create-team", "blue"],
      ["admin", "change-user", "--team", "blue", "alex@example.com"],
      ["policy", "set", policy],
      ["policy", "export", "team:blue"],
      ["policy", "show", "--user", "alex@example.com"],
      ["admin", "delete-team", "blue"],
      ["policy", "history"],
      ["admin", "list-users", "--json"],
      ["admin", "list-teams"],
      ["audit", "export", "--user", "alex@example.com", "--format", "csv"],
      ["audit", "hold", "--user", "alex@example.com", "case-7", "--json"],
      ["audit", "shred", "alex@example.com"],
      ["audit", "hold", "--lift", "case-8"],
      ["audit", "tail", "-n", "4"],
      ["audit", "export", "--user", "nobody@example.com"],
      ["auth", "status"],
      ["token", "list"],
      ["auth", "logout", "--all"],
    ],
    { ...env, INFERSHIELD_MASTER_KEY_FILE: join(folder, "key") },
  );
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining("admin create-team blue") });
  expect(set?.stdout).toContain("team:blue: version 1 is in force");
  expect(exported?.stdout).toBe("version: 1\nlevel: team\nname: blue\nriskThreshold: 10\nrules: []\n");
  expect(shown?.stdout).toContain("from a score of 10");
  expect(deleted?.code).toBe(0);
  expect(after?.stdout).toMatch(/2 +team:blue +2 +taken away +local/);
  const [alex] = JSON.parse(users?.stdout ?? "").users;
  expect(alex).toMatchObject({ email: "alex@example.com", team: null });
  expect(again?.stdout).toContain("No teams yet.");
  const [exportedRecords, held, shred, lifted, acts, nobody, status, tokens, logout] = records;
  expect(exportedRecords?.code).toBe(0);
  expect(JSON.parse(held?.stdout.replace(/^✓.*\n/, "") ?? "").holds).toEqual([{ name: "case-7", user: alex.id }]);
  expect(shred).toMatchObject({ code: 1, stderr: expect.stringContaining("[HELD]") });
  expect(lifted).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no hold case-8.") });
  const [, placed, asked, refused] = acts?.stdout.split("\n") ?? [];
  expect([placed, asked]).toEqual([
    expect.stringMatching(/allow +audit.hold_placed .*case-7 .*completed/),
    expect.stringMatching(/allow +audit.shred .*intent/),
  ]);
  expect(refused).toMatch(/refuse +audit.shred .*failed \(held\)$/);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("no such user") });
  expect(status?.stdout).toContain("Not logged in.");
  expect(tokens?.stdout).toContain("infershield token list --user EMAIL");
  expect(logout).toMatchObject({ code: 2, stderr: expect.stringContaining("admin revoke EMAIL PROVIDER") });
});
