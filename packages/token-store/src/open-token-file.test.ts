import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { generateRawKey, type MasterKeyOptions } from "@infershield/envelope";
import { type Home, openHome } from "@infershield/home";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenTokenFile, openTokenFile } from "./open-token-file.ts";
import { readTokenSummaries } from "./read-token-summaries.ts";
import { describeTokenStore } from "./testing.ts";
import type { NewToken } from "./token.ts";

const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tokens-"));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const masterKey: MasterKeyOptions = { value: generateRawKey() };

describeTokenStore("file", async (place) => {
  const { store, close } = await openTokenFile({ ...place, create: true });
  return { ...store, close };
});

const key = { tenant: "default", userId: "local", provider: "openai", account: "work" };
const token: NewToken = {
  ...key,
  kind: "oauth",
  state: "active",
  scopes: ["openid"],
  accessToken: new Secret("sk-canary-access"),
  refreshToken: new Secret("rt-canary-refresh"),
};

describe("openTokenFile", () => {
  let home: Home;
  let path: string;
  const opened: OpenTokenFile[] = [];
  const open = async (create = true, master = masterKey): Promise<OpenTokenFile> => {
    const file = await openTokenFile({ home, masterKey: master, create });
    opened.push(file);
    return file;
  };
  beforeEach(async () => {
    home = await openHome(temporaryFolder());
    path = home.file("tokens.json");
  });
  afterEach(async () => {
    for (const file of opened.splice(0)) await file.close();
  });
  const hash = (): string => createHash("sha256").update(readFileSync(path)).digest("hex");

  it("makes a private file without any plaintext, and finds everything again", async () => {
    const { store, keyring } = await open();
    await store.put(token, { expectedGeneration: 0 });
    await store.journal.write(key, new Secret("canary-journal"));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8") + readFileSync(home.file("tokens.journal"), "utf8")).not.toContain("canary");
    const again = await open(false);
    expect((await again.store.get(key))?.accessToken?.reveal()).toBe("sk-canary-access");
    expect((await again.store.journal.read(key))?.reveal()).toBe("canary-journal");
    expect(again.keyring.storeId).toBe(keyring.storeId);
    expect(again.keyring.lookup.digest("x")).toEqual(keyring.lookup.digest("x"));
    expect(readdirSync(home.path).sort()).toEqual(["tokens.journal", "tokens.json"]);
  });

  it("hands on what the operator should know about the master key, when it is made and when it is found", async () => {
    const keyring = (): Promise<never> => Promise.reject(new Error("no session"));
    const master: MasterKeyOptions = { source: "keyring", keyring };
    for (const create of [true, false]) {
      expect((await open(create, master)).warnings).toEqual([expect.stringContaining("keyring was not used")]);
    }
    expect((await open(false, {})).warnings).toEqual([]);
  });

  it("goes on beside a journal that another store left, and replaces it with its own", async () => {
    const { store } = await open();
    await store.journal.write(key, new Secret("of the store before"));
    rmSync(path);
    const { store: fresh, keys } = await open();
    expect(await fresh.journal.read(key)).toBeUndefined();
    await keys.rotate("seal");
    expect(await keys.reencrypt()).toEqual({ done: 0, total: 0 });
    expect(await keys.verify()).toMatchObject({ records: 0, journalEntries: 0 });
    await fresh.journal.write(key, new Secret("of this one"));
    expect((await fresh.journal.read(key))?.reveal()).toBe("of this one");
    expect(await keys.verify()).toMatchObject({ journalEntries: 1 });
  });

  it("makes nothing when it may not, and says NOT_FOUND", async () => {
    await expect(open(false)).rejects.toMatchObject({ name: "TokenStoreError", code: "NOT_FOUND" });
    expect(readdirSync(home.path)).toEqual([]);
  });

  it("makes the master key with the store, and never a new one for a store that exists", async () => {
    const { store } = await open(true, {});
    await store.put(token, { expectedGeneration: 0 });
    const before = hash();
    rmSync(home.file("master.key"));
    await expect(open(true, {})).rejects.toMatchObject({ name: "EnvelopeError", code: "NO_MASTER_KEY" });
    expect(existsSync(home.file("master.key"))).toBe(false);
    expect(hash()).toBe(before);
  });

  it("leaves the file alone under a wrong master key", async () => {
    await (await open()).store.put(token, { expectedGeneration: 0 });
    const before = hash();
    for (const value of [generateRawKey(), new Secret("some other passphrase"), new Secret("0".repeat(64))]) {
      await expect(open(true, { value })).rejects.toMatchObject({ name: "EnvelopeError", code: "WRONG_MASTER_KEY" });
    }
    expect(hash()).toBe(before);
    expect(readdirSync(home.path).sort()).toEqual(["tokens.journal", "tokens.json"]);
  });

  it("lets two openings at once make one store", async () => {
    const files = await Promise.all(Array.from({ length: 4 }, () => open(true, {})));
    expect(new Set(files.map((each) => each.keyring.storeId)).size).toBe(1);
  });

  it("shows summaries without any key", async () => {
    expect(await readTokenSummaries(path)).toEqual([]);
    const { store } = await open();
    await store.put({ ...token, displayName: "alex@example.com" }, { expectedGeneration: 0 });
    expect(await readTokenSummaries(path)).toEqual(await store.list());
    expect(await readTokenSummaries(path)).toMatchObject([{ displayName: "alex@example.com", provider: "openai" }]);
  });

  it("reports a cut-off file, sets one copy aside, and never replaces it", async () => {
    await (await open()).store.put(token, { expectedGeneration: 0 });
    const whole = readFileSync(path);
    for (const length of [0, 1, 500, whole.length - 2, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      for (const _ of [1, 2]) {
        await expect(open()).rejects.toMatchObject({ name: "TokenStoreError", code: "STORE_CORRUPT" });
      }
      expect(readFileSync(path)).toEqual(whole.subarray(0, length));
    }
    expect(readdirSync(home.path).filter((name) => name.startsWith("tokens.json.corrupt-"))).toHaveLength(5);
  });

  it("reports a file that was damaged while the store is open, and writes nothing over it", async () => {
    const { store } = await open();
    await store.put(token, { expectedGeneration: 0 });
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.slice(0, 300));
    await expect(store.get(key)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    await expect(store.put(token, { expectedGeneration: 1 })).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    expect(readFileSync(path, "utf8")).toBe(whole.slice(0, 300));
    writeFileSync(path, whole);
    expect((await store.get(key))?.accessToken?.reveal()).toBe("sk-canary-access");
  });

  it.each([
    ["a later expiry", (text: string) => text.replace('"created_at": 17', '"created_at": 18')],
    ["another state", (text: string) => text.replace('"state": "active"', '"state": "reauthentication_required"')],
    ["another account", (text: string) => text.replace('"account": "work"', '"account": "home"')],
    ["more scopes", (text: string) => text.replace('"openid"', '"openid",\n        "admin"')],
    ["another selection", (text: string) => text.replace('"selected": true', '"selected": false')],
    [
      "an unknown member",
      (text: string) => text.replace('"account": "work"', '"account": "work",\n      "admin": true'),
    ],
    [
      "a member twice",
      (text: string) => text.replace('"account": "work"', '"account": "home",\n      "account": "work"'),
    ],
    ["other spaces", (text: string) => text.replace('"account": "work"', '"account":  "work"')],
    ["an older file number", (text: string) => text.replace('"generation": 2', '"generation": 1')],
    ["no records", (text: string) => text.replace(/"records": \[[\s\S]*\],\n {2}"mac"/, '"records": [],\n  "mac"')],
    ["another keyset number", (text: string) => text.replace('"seq": 1', '"seq": 2')],
  ])("refuses a file with %s, freshly opened and in a process that has it open", async (_, change) => {
    const { store } = await open();
    await store.put(token, { expectedGeneration: 0 });
    const before = readFileSync(path, "utf8");
    writeFileSync(path, change(before));
    expect(readFileSync(path, "utf8")).not.toBe(before);
    await expect(open()).rejects.toMatchObject({ name: "TokenStoreError", code: "STORE_CORRUPT" });
    await expect(store.get(key)).rejects.toMatchObject({ name: "TokenStoreError", code: "STORE_CORRUPT" });
  });

  it("refuses a file that others may read, and a link in its place", async () => {
    await open();
    const mode = statSync(path).mode;
    const { chmodSync, renameSync, symlinkSync } = await import("node:fs");
    chmodSync(path, mode | 0o040);
    await expect(open()).rejects.toMatchObject({ name: "HomeError", code: "HOME_NOT_PRIVATE" });
    chmodSync(path, mode);
    renameSync(path, home.file("real.json"));
    symlinkSync(home.file("real.json"), path);
    await expect(open()).rejects.toMatchObject({ name: "HomeError", code: "HOME_NOT_PRIVATE" });
  });
});
