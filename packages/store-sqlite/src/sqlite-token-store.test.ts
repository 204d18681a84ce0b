import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import type { NewToken } from "@infershield/token-store";
import { describeTokenStore } from "@infershield/token-store/testing";
import { afterEach, describe, expect, test } from "vitest";
import { openTeamStore, type TeamStore, type TeamStoreOptions } from "./open-team-store.ts";

const masterKey = { value: generateRawKey() };
const folders: string[] = [];
const opened: TeamStore[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function newHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-tokens-"));
  folders.push(folder);
  return join(folder, "home");
}

async function open(path: string, options: Partial<TeamStoreOptions> = {}): Promise<TeamStore> {
  const home = await openHome(path, { create: true });
  const store = await openTeamStore({ home, masterKey, create: true, ...options });
  opened.push(store);
  return store;
}

describeTokenStore("SQLite", async (place) => {
  const { tokens, close } = await openTeamStore({ ...place, create: true });
  return { ...tokens, close };
});

const key = { tenant: "default", userId: "alex", provider: "openai", account: "work" };
const token: NewToken = {
  ...key,
  kind: "oauth",
  state: "active",
  scopes: ["openid"],
  accessToken: new Secret("access-canary"),
  refreshToken: new Secret("refresh-canary"),
};

/** Changes the database behind everybody's back. */
const tamper = (store: TeamStore, sql: string) => store.database.connection.exec(sql);

describe("tokens in SQLite", () => {
  test.each([
    ["a later expiry", "UPDATE oauth_tokens SET expires_at = 4000000000"],
    ["another person", "UPDATE oauth_tokens SET user_id = 'eve'"],
    ["another state", "UPDATE oauth_tokens SET state = 'reauthentication_required'"],
    ["swapped secrets", "UPDATE oauth_tokens SET access_token_encrypted = refresh_token_encrypted"],
    ["a secret left out", "UPDATE oauth_tokens SET refresh_token_encrypted = NULL"],
    [
      "a flipped bit",
      'UPDATE oauth_tokens SET access_token_encrypted = replace(access_token_encrypted, \'"com":"\', \'"com":"A\')',
    ],
    ["no JSON", "UPDATE oauth_tokens SET scopes = '['"],
  ])("with %s put into the file are refused with STORE_CORRUPT", async (_title, sql) => {
    const path = await newHome();
    const store = await open(path);
    await store.tokens.put(token, { expectedGeneration: 0 });
    tamper(store, sql);
    const fresh = await open(path);
    const corrupt = { name: "TokenStoreError", code: "STORE_CORRUPT" };
    const asked = { ...key, userId: sql.includes("eve") ? "eve" : "alex" };
    await expect(fresh.tokens.get(asked)).rejects.toMatchObject(corrupt);
    await expect(fresh.tokens.list()).rejects.toMatchObject(corrupt);
    await expect(fresh.tokens.put({ ...token, ...asked }, { expectedGeneration: 1 })).rejects.toMatchObject(corrupt);
    await expect(fresh.keys.verify()).rejects.toMatchObject(corrupt);
  });

  test("are not in the file in the clear", async () => {
    const path = await newHome();
    const store = await open(path);
    await store.tokens.put(token, { expectedGeneration: 0 });
    await store.tokens.journal.write(key, new Secret("journal-canary"));
    const bytes = Buffer.concat([store.database.connection.serialize()]);
    for (const canary of ["access-canary", "refresh-canary", "journal-canary"])
      expect(bytes.includes(canary)).toBe(false);
  });

  test("with another master key are WRONG_MASTER_KEY, and nothing is written", async () => {
    const path = await newHome();
    await (await open(path)).tokens.put(token, { expectedGeneration: 0 });
    const wrong = open(path, { masterKey: { value: generateRawKey() } });
    await expect(wrong).rejects.toMatchObject({ name: "EnvelopeError", code: "WRONG_MASTER_KEY" });
    await expect(open(path, { masterKey: {} })).rejects.toMatchObject({ code: "NO_MASTER_KEY" });
    expect((await (await open(path)).tokens.get(key))?.generation).toBe(1);
  });

  test("without create and without a database are NOT_FOUND, and no key is made", async () => {
    const path = await newHome();
    await expect(open(path, { create: false })).rejects.toMatchObject({ name: "DatabaseError", code: "NOT_FOUND" });
    await expect(open(path, { masterKey: {} })).rejects.toMatchObject({ code: "NO_MASTER_KEY" });
  });
});

describe("keys of a database", () => {
  test("are rotated, everything is sealed anew, and the former one is destroyed while another process goes on", async () => {
    const path = await newHome();
    const [proxy, cli] = [await open(path), await open(path)];
    const accounts = Array.from({ length: 25 }, (_, index) => ({ ...key, account: `a${index}` }));
    for (const each of accounts) await proxy.tokens.put({ ...token, ...each }, { expectedGeneration: 0 });
    await proxy.tokens.journal.write(key, new Secret("note"));
    const user = await proxy.directory.createUser({ email: "alex@example.com" });
    const former = proxy.keyring.rowMac.kid;
    const fresh = await cli.keys.rotate("seal");
    await proxy.tokens.put({ ...token, account: "new" }, { expectedGeneration: 0 });
    await expect(cli.keys.destroy(former)).rejects.toMatchObject({ code: "KEY_IN_USE" });
    const seen: number[] = [];
    await cli.keys.reencrypt({ batch: 10, onProgress: ({ done }) => seen.push(done) });
    expect(Math.max(...seen)).toBe(26);
    await cli.keys.destroy(former);
    expect(await cli.keys.verify()).toMatchObject({ records: 26, fields: 52, journalEntries: 1 });
    for (const each of accounts) expect((await proxy.tokens.get(each))?.accessToken?.reveal()).toBe("access-canary");
    expect((await proxy.tokens.journal.read(key))?.reveal()).toBe("note");
    expect(await proxy.directory.findUser({ id: user.id })).toEqual(user);
    const statuses = (await proxy.keys.status()).keys.filter(({ purpose }) => purpose === "seal");
    expect(statuses.map(({ kid, status, uses }) => [kid, status, uses])).toEqual(
      expect.arrayContaining([
        [fresh, "primary", 28],
        [former, "destroyed", 0],
      ]),
    );
  });

  test("open with a new master key after a rewrap, also in a process that has it from a file", async () => {
    const path = await newHome();
    const home = await openHome(path, { create: true });
    const { writeFile } = await import("node:fs/promises");
    await writeFile(home.file("master.key"), generateRawKey().reveal(), { mode: 0o600 });
    const [proxy, cli] = [await open(path, { masterKey: {} }), await open(path, { masterKey: {} })];
    await proxy.tokens.put(token, { expectedGeneration: 0 });
    await cli.keys.rewrap("new_key_file");
    await proxy.tokens.put(token, { expectedGeneration: 1 });
    expect((await cli.tokens.get(key))?.generation).toBe(2);
    expect((await (await open(path, { masterKey: {} })).tokens.get(key))?.generation).toBe(2);
  });
});
