import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastRecords } from "@infershield/audit";
import { Secret } from "@infershield/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Config, loadConfig } from "./load-config.ts";
import { openAuditSource } from "./open-audit-source.ts";
import { openInstance } from "./open-instance.ts";
import { backupTeam, importHome, migrateTeam, restoreTeam } from "./team-database.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-team-"));
  await writeFile(join(folder, "key"), `${"ab".repeat(32)}\n`, { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

const load = (env: Readonly<Record<string, string>>): Promise<Config> => loadConfig({ env, homedir: folder });
const single = () => load({ INFERSHIELD_HOME: join(folder, "home") });
const team = () =>
  load({
    INFERSHIELD_MODE: "multi-user",
    INFERSHIELD_HOME: join(folder, "home"),
    INFERSHIELD_MASTER_KEY_FILE: join(folder, "key"),
  });
const key = { tenant: "default", userId: "local", provider: "openai", account: "work" };
const login = { ...key, kind: "oauth", state: "active", scopes: [], accessToken: new Secret("one") } as const;

test("a single user's logins move to a user of the team that the same home serves now", async () => {
  const before = await openInstance(await single(), { create: true });
  await before.tokens.put(login, { expectedGeneration: 0 });
  await before.close();
  const instance = await openInstance(await team(), { create: true });
  const made = await instance.users?.createUser({ email: "alex@example.com", role: "owner" });
  const to = made?.id ?? "";
  const moved = [{ provider: "openai", account: "work", outcome: "moved" }];
  expect(await importHome(instance, { from: "local", to })).toEqual(moved);
  expect(await importHome(instance, { from: "local", to, homePath: join(folder, "home") })).toEqual([]);
  expect((await instance.tokens.get({ ...key, userId: to }))?.accessToken?.reveal()).toBe("one");
  await instance.close();
});

test("a team's database is backed up, brought up to date and restored; a single user has none", async () => {
  const config = await team();
  const instance = await openInstance(config, { create: true });
  await instance.users?.createUser({ email: "alex@example.com", role: "owner" });
  const backup = join(folder, "backup.db");
  expect(await backupTeam(config, backup, () => undefined)).toMatchObject({ users: 1 });
  await instance.users?.createUser({ email: "kim@example.com" });
  await expect(restoreTeam(config, backup)).rejects.toMatchObject({ code: "STORE_IN_USE" });
  await instance.close();
  const { from, to } = await migrateTeam(config);
  expect(from).toBe(to);
  expect(await restoreTeam(config, backup)).toMatchObject({ now: { users: 1 }, before: { users: 2 } });
  const [last] = await lastRecords(await openAuditSource(config), 1);
  expect(last).toMatchObject({ action: "db.restore", phase: "terminal", outcome: "completed", user_id: "local" });
  expect((await readdir(config.homePath)).filter((name) => name.includes("restoring"))).toEqual([]);
  await expect(migrateTeam(await single())).rejects.toMatchObject({ name: "ConfigError", code: "INVALID_CONFIG" });
});
