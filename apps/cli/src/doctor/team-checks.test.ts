import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Config, loadConfig, openInstance } from "@infershield/instance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkAccess } from "./access-checks.ts";
import { checkHome } from "./home-checks.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-doctor-team-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function configOf(env: Readonly<Record<string, string>> = {}): Promise<Config> {
  const home = { INFERSHIELD_HOME: join(folder, "home"), INFERSHIELD_MODE: "multi-user" };
  return await loadConfig({ env: { ...home, INFERSHIELD_MASTER_KEY: "5a".repeat(32), ...env }, homedir: folder });
}

async function fill(): Promise<void> {
  const instance = await openInstance(await configOf(), { create: true });
  await instance.users?.createUser({ email: "alex@example.com", role: "owner" });
  await instance.policyTable?.add({ level: "org", name: "", document: "{}", author: "local" });
  await instance.close();
}

/** As another program would that has the file and no key; closed again before anybody else opens it. */
function withFile<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(folder, "home", "infershield.db"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const execute = (sql: string): void => withFile((database) => database.exec(sql));
const versionOf = (): number =>
  Number(withFile((database) => database.prepare("PRAGMA user_version").get()?.["user_version"]));

async function look(
  env: Readonly<Record<string, string>> = {},
): Promise<readonly (readonly [string, string, string])[]> {
  const config = await configOf(env);
  const checks = [...(await checkHome(config)), ...(await checkAccess(config))];
  return checks.map(({ name, status, message }) => [name, status, message]);
}

test("a team's server without a login is in order, and its database is looked at instead of files", async () => {
  await fill();
  const checks = await look();
  expect(checks.filter(([, status]) => status !== "ok")).toEqual([]);
  expect(checks).toContainEqual(["database", "ok", expect.stringContaining("1 account, 0 logins")]);
  expect(checks.map(([name]) => name)).not.toContain("InferShield tokens");
});

test("a team's server that was never started is told how it begins", async () => {
  await openInstance(await loadConfig({ env: { INFERSHIELD_HOME: join(folder, "home") }, homedir: folder }), {
    create: true,
  }).then((instance) => instance.close());
  expect(await look()).toContainEqual(["database", "ok", expect.stringContaining("admin create-user")]);
});

test("a key that does not fit, a policy that was altered, and a key beside the database are found", async () => {
  await fill();
  const wrong = await look({ INFERSHIELD_MASTER_KEY: "5b".repeat(32) });
  expect(wrong).toContainEqual(["logins", "problem", expect.stringContaining("WRONG_MASTER_KEY")]);
  const beside = join(folder, "home", "team.key");
  await writeFile(beside, "5a".repeat(32), { mode: 0o600 });
  expect(await look({ INFERSHIELD_MASTER_KEY: "", INFERSHIELD_MASTER_KEY_FILE: beside })).toContainEqual([
    "master key",
    "warning",
    expect.stringContaining("beside the database"),
  ]);
  execute("UPDATE policies SET document = '[]'");
  expect(await look()).toContainEqual(["logins", "problem", expect.stringContaining("STORE_CORRUPT")]);
});

test("an older database is told and left as it is, a newer one is a problem", async () => {
  await fill();
  const present = versionOf();
  execute(`PRAGMA user_version = ${present - 1}`);
  expect(await look()).toContainEqual(["database", "warning", expect.stringContaining(`brings it to ${present}`)]);
  expect(versionOf()).toBe(present - 1);
  execute(`PRAGMA user_version = ${present + 1}`);
  expect(await look()).toContainEqual(["database", "problem", expect.stringContaining("STORE_VERSION")]);
});
