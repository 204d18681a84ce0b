import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { loadConfig, openInstance } from "@infershield/instance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStoredLogins } from "./stored-logins.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-stored-"));
});
afterEach(() => rm(folder, { recursive: true }));

const never = (): never => {
  throw new Error("Nothing had to be opened.");
};

test("where nothing was ever stored nothing is opened, for one person and for a team", async () => {
  const paths = { homePath: folder, tokenFile: join(folder, "tokens.json") };
  expect(await readStoredLogins(paths, never)).toEqual({ logins: [] });
  const team = { ...paths, databaseFile: join(folder, "infershield.db") };
  expect(await readStoredLogins(team, never)).toEqual({ logins: [], emails: new Map() });
});

test("a team's logins come with the addresses of their accounts", async () => {
  const env = { INFERSHIELD_HOME: folder, INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY: "5a".repeat(32) };
  const config = await loadConfig({ env, homedir: folder });
  const instance = await openInstance(config, { create: true });
  const { id = "" } = (await instance.users?.createUser({ email: "kim@example.com" })) ?? {};
  const key = { tenant: "default", userId: id, provider: "cohere", account: "default" };
  const login = { ...key, kind: "api_key", state: "active", scopes: [], apiKey: new Secret("key-of-kim") } as const;
  await instance.tokens.put(login, { expectedGeneration: 0 });
  const { logins, emails } = await readStoredLogins(config, async (read) => read(instance));
  expect(logins).toMatchObject([{ provider: "cohere", userId: id }]);
  expect(emails?.get(id)).toBe("kim@example.com");
  await instance.close();
});
