import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, system } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { mintInferShieldToken, type UserDirectory } from "@infershield/identity";
import { describeUserDirectory } from "@infershield/identity/testing";
import { type VirtualClock, virtualClock } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTeamStore, type TeamStore } from "./open-team-store.ts";

const masterKey = { value: generateRawKey() };
let folder: string;
let clock: VirtualClock;
const opened: TeamStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-users-"));
  clock = virtualClock();
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close().catch(() => undefined);
  await rm(folder, { recursive: true });
});

async function open(): Promise<TeamStore> {
  const home = await openHome(join(folder, "home"), { create: true });
  const store = await openTeamStore({ home, masterKey, create: true, system: { ...system, ...clock } });
  opened.push(store);
  return store;
}

describeUserDirectory("SQLite", {
  open: async () => (await open()).directory,
  now: () => clock.now(),
  advance: (ms) => clock.advance(ms),
});

async function withToken(directory: UserDirectory) {
  const user = await directory.createUser({ email: "alex@example.com" });
  return { user, ...(await directory.createToken({ userId: user.id, name: "a" })) };
}

describe("users in SQLite", () => {
  test("a change by another process counts with the very next request", async () => {
    const [proxy, cli] = [await open(), await open()];
    const { user, token, grant } = await withToken(cli.directory);
    expect(await proxy.directory.authenticate(token)).toMatchObject({ ok: true });
    await cli.directory.changeUser(user.id, { state: "disabled" });
    expect(await proxy.directory.authenticate(token)).toEqual({ ok: false, reason: "user_disabled" });
    await cli.directory.changeUser(user.id, { state: "active" });
    expect(await proxy.directory.authenticate(token)).toMatchObject({ ok: true });
    await cli.directory.revokeToken(grant.id);
    expect(await proxy.directory.authenticate(token)).toEqual({ ok: false, reason: "revoked" });
  });

  test("deleting one takes the logins at providers along, and an older writer of one of them loses", async () => {
    const { directory, tokens } = await open();
    const { user } = await withToken(directory);
    const key = { tenant: "default", userId: user.id, provider: "openai", account: "work" };
    const login = { ...key, kind: "oauth", state: "active", scopes: [], accessToken: new Secret("x") } as const;
    const { generation } = await tokens.put(login, { expectedGeneration: 0 });
    await tokens.journal.write(key, new Secret("{}"));
    await directory.deleteUser(user.id);
    expect(await tokens.get(key)).toBeUndefined();
    expect(await tokens.journal.read(key)).toBeUndefined();
    expect((await tokens.put(login, { expectedGeneration: 0 })).generation).toBeGreaterThan(generation);
  });

  test.each([
    ["makes himself an owner", "UPDATE users SET role = 'owner' WHERE email = 'alex@example.com'"],
    ["enables a user", "UPDATE users SET state = 'active', version = 9 WHERE email = 'alex@example.com'"],
    [
      "moves a token to another user",
      "UPDATE identity_tokens SET user_id = (SELECT id FROM users WHERE role = 'admin')",
    ],
    ["widens a token", 'UPDATE identity_tokens SET scopes = \'["proxy:invoke","admin:users"]\''],
    ["lets a token live on", "UPDATE identity_tokens SET expires_at_ms = 9999999999999"],
    ["breaks a token", "UPDATE identity_tokens SET providers = 'all'"],
  ])("whoever writes the file and %s is noticed", async (_title, sql) => {
    const store = await open();
    const { token } = await withToken(store.directory);
    await store.directory.createUser({ email: "admin@example.com", role: "admin" });
    store.database.connection.exec(sql);
    const { directory } = await open();
    await expect(directory.authenticate(token)).rejects.toMatchObject({
      name: "IdentityError",
      code: "IDENTITY_CORRUPT",
    });
  });

  test("whoever plants a digest has a token of nobody", async () => {
    const store = await open();
    await withToken(store.directory);
    const planted = mintInferShieldToken("p");
    const digest = Buffer.from(store.keyring.lookup.digest("something else")).toString("base64url");
    store.database.connection.prepare("UPDATE identity_tokens SET digest = ?").run(digest);
    expect(await (await open()).directory.authenticate(planted)).toEqual({ ok: false, reason: "unknown" });
  });

  test("a token moves to the newest lookup key when it is used, and the former key can go then", async () => {
    const [proxy, cli] = [await open(), await open()];
    const { token } = await withToken(proxy.directory);
    const former = proxy.keyring.lookup.kid;
    await cli.keys.rotate("lookup");
    await expect(cli.keys.destroy(former)).rejects.toMatchObject({ code: "KEY_IN_USE" });
    expect(await proxy.directory.authenticate(token)).toMatchObject({ ok: true });
    await proxy.directory.close();
    await cli.keys.destroy(former);
    expect(await (await open()).directory.authenticate(token)).toMatchObject({ ok: true });
  });
});
