import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SealedValue, Secret } from "@infershield/core";
import { generateRawKey, type KeyringStore, type MasterKeyOptions, resolveMasterKey } from "@infershield/envelope";
import { type Home, openHome } from "@infershield/home";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenTokenFile, openTokenFile } from "./open-token-file.ts";
import { readKeyStatus } from "./read-token-summaries.ts";
import type { KeyUser } from "./sealed-store.ts";

const keyOf = (index: number) => ({
  tenant: "default",
  userId: "local",
  provider: "openai",
  account: `account ${index}`,
});

describe("token keys", () => {
  let home: Home;
  const opened: OpenTokenFile[] = [];
  const open = async (masterKey: MasterKeyOptions = {}, keyUsers: readonly KeyUser[] = []): Promise<OpenTokenFile> => {
    const file = await openTokenFile({ home, masterKey, create: true, keyUsers });
    opened.push(file);
    return file;
  };
  const fill = async ({ store }: OpenTokenFile, size: number): Promise<void> => {
    for (let index = 0; index < size; index++) {
      const accessToken = new Secret(`token ${index}`);
      await store.put(
        { ...keyOf(index), kind: "oauth", state: "active", scopes: [], accessToken },
        { expectedGeneration: 0 },
      );
    }
  };
  const readAll = async ({ store }: OpenTokenFile, size: number): Promise<readonly (string | undefined)[]> =>
    Promise.all(
      Array.from({ length: size }, async (_, index) => (await store.get(keyOf(index)))?.accessToken?.reveal()),
    );
  const expected = (size: number): readonly string[] => Array.from({ length: size }, (_, index) => `token ${index}`);

  beforeEach(async () => {
    home = await openHome(mkdtempSync(join(tmpdir(), "keys-")));
  });
  afterEach(async () => {
    for (const file of opened.splice(0)) await file.close();
    rmSync(home.path, { recursive: true, force: true });
  });

  it("rotates, seals everything anew in batches, and destroys the former key, while another process reads", async () => {
    const [admin, reader] = [await open(), await open()];
    await fill(admin, 5);
    await admin.store.journal.write(keyOf(0), new Secret("note"));
    const before = (await admin.keys.status()).keys.find((key) => key.purpose === "seal");
    if (before === undefined) throw new Error("There is no seal key.");
    expect(before).toMatchObject({ status: "primary", uses: 6 });

    const fresh = await admin.keys.rotate("seal");
    expect(await readAll(reader, 5)).toEqual(expected(5));
    await expect(admin.keys.destroy(before.kid)).rejects.toMatchObject({ name: "EnvelopeError", code: "KEY_IN_USE" });
    const accessToken = new Secret("written by the reader");
    await reader.store.put(
      { ...keyOf(5), kind: "oauth", state: "active", scopes: [], accessToken },
      { expectedGeneration: 0 },
    );

    const seen: number[] = [];
    await admin.keys.reencrypt({ batch: 2, onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual([2, 4, 5]);
    await admin.keys.destroy(before.kid);
    expect(await readAll(reader, 5)).toEqual(expected(5));
    expect((await reader.store.journal.read(keyOf(0)))?.reveal()).toBe("note");
    expect(await admin.keys.verify()).toEqual({ records: 6, fields: 6, journalEntries: 1, others: 0 });
    const status = await readKeyStatus(home.file("tokens.json"));
    expect(status?.keys.find((key) => key.kid === fresh)).toMatchObject({ status: "primary", uses: 7 });
    expect(status?.keys.find((key) => key.kid === before.kid)).toMatchObject({ status: "destroyed", uses: 0 });
    expect(await readAll(await open(), 5)).toEqual(expected(5));
  });

  it("never lets a journal entry be sealed under a key that another process has destroyed", async () => {
    const [admin, writer] = [await open(), await open()];
    await fill(admin, 1);
    await writer.store.journal.write(keyOf(0), new Secret("first"));
    const former = (await admin.keys.status()).keys.find((key) => key.purpose === "seal")?.kid ?? "";
    await admin.keys.rotate("seal");
    await admin.keys.reencrypt();
    await admin.keys.destroy(former);
    await writer.store.journal.write(keyOf(0), new Secret("second"));
    expect((await admin.store.journal.read(keyOf(0)))?.reveal()).toBe("second");
    expect((await (await open()).store.journal.read(keyOf(0)))?.reveal()).toBe("second");
  });

  it("reads on when another process adds a key in the middle of a read", async () => {
    const admin = await open();
    await fill(admin, 1);
    const path = home.file("tokens.json");
    const before = readFileSync(path);
    await admin.keys.rotate("seal");
    const after = readFileSync(path);
    writeFileSync(path, before);
    const { store } = await open();
    const reading = store.get(keyOf(0));
    writeFileSync(path, after);
    const listing = store.list();
    expect((await reading)?.accessToken?.reveal()).toBe("token 0");
    expect(await listing).toHaveLength(1);
  });

  it("lets the journal follow when master key and keys were changed by another process", async () => {
    const [admin, other] = [await open(), await open()];
    await fill(admin, 1);
    await admin.store.journal.write(keyOf(0), new Secret("note"));
    const former = (await admin.keys.status()).keys.find((key) => key.purpose === "seal")?.kid ?? "";
    await admin.keys.rewrap("new_key_file");
    await admin.keys.rotate("seal");
    await admin.keys.reencrypt();
    await admin.keys.destroy(former);
    expect((await other.store.journal.read(keyOf(0)))?.reveal()).toBe("note");
  });

  it("keeps generations, so a refresh that began before is still stored", async () => {
    const file = await open();
    await fill(file, 1);
    await file.keys.rotate("seal");
    await file.keys.reencrypt();
    const accessToken = new Secret("refreshed");
    const put = file.store.put(
      { ...keyOf(0), kind: "oauth", state: "active", scopes: [], accessToken },
      { expectedGeneration: 1 },
    );
    expect((await put).generation).toBe(2);
  });

  it("finds digests of the former lookup key, and of one that another process has just added", async () => {
    const [admin, reader] = [await open(), await open()];
    const former = reader.keyring.lookup;
    const [kid, digest] = [former.kid, former.digest("token")];
    const fresh = await admin.keys.rotate("lookup");
    expect(reader.keyring.lookup.digestWith(fresh, "token")).toEqual(admin.keyring.lookup.digest("token"));
    expect(admin.keyring.lookup.digestWith(kid, "token")).toEqual(digest);
    await admin.keys.destroy(kid);
    expect(admin.keyring.lookup.digestWith(kid, "token")).toBeUndefined();
  });

  it("destroys no key that something beside the tokens needs, and renews that with them", async () => {
    let sealed: SealedValue | undefined;
    const context = {
      tenant: "default",
      userId: "local",
      provider: "audit",
      recordId: "excerpts",
      field: "user_key",
    } as const;
    const user: KeyUser = {
      countUses: async (kid) => (sealed?.kid === kid ? 1 : 0),
      reencrypt: async ({ sealer, rowMac }) => {
        if (sealed === undefined || sealed.kid === rowMac.kid) return 0;
        sealed = sealer.seal(sealer.open(sealed, context), context);
        return 1;
      },
      verify: async ({ sealer }) => {
        if (sealed !== undefined) sealer.open(sealed, context);
        return 1;
      },
    };
    const { keys, keyring } = await open({}, [user]);
    sealed = keyring.sealer.seal(new Secret("key of a person"), context);
    const { kid } = sealed;
    const fresh = await keys.rotate("seal");
    await expect(keys.destroy(kid)).rejects.toMatchObject({ name: "EnvelopeError", code: "KEY_IN_USE" });
    expect((await keys.status()).keys.find((key) => key.kid === kid)).toMatchObject({ status: "enabled", uses: 1 });
    expect(await keys.reencrypt()).toEqual({ done: 1, total: 1 });
    expect(sealed.kid).toBe(fresh);
    await keys.destroy(kid);
    expect(await keys.verify()).toMatchObject({ records: 0, others: 1 });
    expect(keyring.sealer.open(sealed, context).reveal()).toBe("key of a person");
  });

  it("lets whoever holds the home's lock see the keys that another process made and destroyed", async () => {
    const [admin, other] = [await open(), await open()];
    const former = other.keyring.lookup.kid;
    const fresh = await admin.keys.rotate("lookup");
    await admin.keys.destroy(former);
    expect(other.keyring.lookup.kid).toBe(former);
    await other.home.withLock(async () => expect(other.keyring.lookup.kid).toBe(fresh));
  });

  it("refuses a file in which an older keyset was put back: a destroyed key would be usable again", async () => {
    const admin = await open();
    await fill(admin, 1);
    const path = home.file("tokens.json");
    const before = JSON.parse(readFileSync(path, "utf8"));
    await admin.keys.rotate("lookup");
    const after = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, `${JSON.stringify({ ...after, keyset: before.keyset }, undefined, 2)}\n`);
    await expect(open()).rejects.toMatchObject({ name: "TokenStoreError", code: "STORE_CORRUPT" });
    writeFileSync(path, `${JSON.stringify(after, undefined, 2)}\n`);
    expect(await readAll(await open(), 1)).toEqual(expected(1));
  });

  it("never destroys a primary key or one that is not there", async () => {
    const { keys } = await open();
    for (const key of (await keys.status()).keys) {
      await expect(keys.destroy(key.kid)).rejects.toMatchObject({ code: "KEY_IN_USE" });
    }
    await expect(keys.destroy("0000000000000000")).rejects.toMatchObject({ code: "UNKNOWN_KEY" });
  });

  it("opens with the old and the new master key while both are kept, then with the new one only", async () => {
    const old = { value: generateRawKey() };
    const fresh = { value: generateRawKey() };
    const file = await open(old);
    await fill(file, 2);
    await file.keys.rewrap(await resolveMasterKey(fresh), { keepOld: true });
    expect(await readAll(await open(old), 2)).toEqual(expected(2));
    const renewed = await open(fresh);
    expect(await readAll(renewed, 2)).toEqual(expected(2));
    await renewed.keys.rotate("seal");
    expect(await readAll(await open(old), 2)).toEqual(expected(2));

    await renewed.keys.rewrap(await resolveMasterKey(fresh));
    await expect(open(old)).rejects.toMatchObject({ name: "EnvelopeError", code: "WRONG_MASTER_KEY" });
    await expect(file.store.get(keyOf(0))).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
    expect(await readAll(await open(fresh), 2)).toEqual(expected(2));
    expect((await renewed.keys.status()).wraps).toHaveLength(1);
  });

  it("changes nothing when the master key is the only one already", async () => {
    const master = { value: generateRawKey() };
    const { keys } = await open(master);
    const before = readFileSync(home.file("tokens.json"));
    await keys.rewrap(await resolveMasterKey(master));
    expect(readFileSync(home.file("tokens.json"))).toEqual(before);
  });

  it("renews the key file while another process goes on reading", async () => {
    const [admin, reader] = [await open(), await open()];
    await fill(admin, 2);
    const before = readFileSync(home.file("master.key"), "utf8");
    await admin.keys.rewrap("new_key_file");
    expect(readFileSync(home.file("master.key"), "utf8")).not.toBe(before);
    expect(await readAll(reader, 2)).toEqual(expected(2));
    expect(await readAll(await open(), 2)).toEqual(expected(2));
    await expect(open({ value: new Secret(before.trim()) })).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
  });

  it("renews the key file although killed renewals have left all the wraps there can be", async () => {
    const { keys } = await open();
    for (let wraps = 1; wraps < 8; wraps++) {
      await keys.rewrap(await resolveMasterKey({ value: generateRawKey() }), { keepOld: true });
    }
    await expect(keys.rewrap("new_key_file", { keepOld: true })).rejects.toMatchObject({ code: "KEY_IN_USE" });
    await keys.rewrap("new_key_file");
    expect((await keys.status()).wraps).toHaveLength(1);
    expect((await open()).keyring.storeId).toBe((await keys.status()).storeId);
  });

  it("renews the key in the keyring while another process goes on reading, also after one that could not be kept", async () => {
    const entries = new Map<string, string>();
    let isWilling = true;
    const keyring = async (): Promise<KeyringStore> => ({
      get: async (_, account) => entries.get(account),
      set: async (_, account, value) => {
        if (!isWilling) throw new Error("denied");
        entries.set(account, value);
      },
    });
    const master: MasterKeyOptions = { source: "keyring", keyring };
    const [admin, reader] = [await open(master), await open(master)];
    await fill(admin, 2);
    const before = entries.get(home.path);
    isWilling = false;
    await expect(admin.keys.rewrap("new_key_in_keyring")).rejects.toMatchObject({ code: "KEYRING_UNAVAILABLE" });
    expect(await readAll(await open(master), 2)).toEqual(expected(2));
    isWilling = true;
    await admin.keys.rewrap("new_key_in_keyring");
    expect(entries.get(home.path)).not.toBe(before);
    expect(await readAll(reader, 2)).toEqual(expected(2));
    expect(await readAll(await open(master), 2)).toEqual(expected(2));
    expect((await admin.keys.status()).wraps).toMatchObject([{ source: "keyring" }]);
    await expect(open({ value: new Secret(before ?? "") })).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
  });

  it("gives an old master key and an old copy of the file no access to keys that came later", async () => {
    const old = generateRawKey();
    const file = await open({ value: old });
    const fresh = await resolveMasterKey({ value: generateRawKey() });
    const idBefore = Object.keys(JSON.parse(readFileSync(home.file("tokens.json"), "utf8")).keyset.wraps[0].keys);
    await file.keys.rewrap(fresh);
    const idAfter = Object.keys(JSON.parse(readFileSync(home.file("tokens.json"), "utf8")).keyset.wraps[0].keys);
    expect(idAfter).not.toEqual(idBefore);
  });
});
