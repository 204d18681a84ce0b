import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, system } from "@infershield/core";
import { generateRawKey, resolveMasterKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { memoryTokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backupDatabase } from "./backup-database.ts";
import { importLogins } from "./import-logins.ts";
import { inspectDatabase } from "./inspect-database.ts";
import { openTeamStore, type TeamStore } from "./open-team-store.ts";
import { restoreDatabase } from "./restore-database.ts";

const value = generateRawKey();
let folder: string;
let path: string;
const opened: TeamStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-backup-"));
  path = join(folder, "home", "infershield.db");
});

afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true });
});

async function open(name = "home"): Promise<TeamStore> {
  const home = await openHome(join(folder, name), { create: true });
  const store = await openTeamStore({ home, masterKey: { value }, create: true });
  opened.push(store);
  return store;
}

const closeAll = async () => {
  for (const store of opened.splice(0)) await store.close();
};
const key = { tenant: "default", userId: "alex", provider: "openai", account: "work" };
const login = (access: string) =>
  ({ ...key, kind: "oauth", state: "active", scopes: [], accessToken: new Secret(access) }) as const;

describe("a backup", () => {
  test("made while others write is whole, private, and has everything acknowledged before it began", async () => {
    const store = await open();
    for (let index = 0; index < 50; index++) {
      await store.tokens.put({ ...login("x".repeat(1000)), account: `${index}` }, { expectedGeneration: 0 });
    }
    const other = await open();
    let isDone = false;
    const writing = (async () => {
      for (let index = 50; !isDone; index++) {
        await other.tokens.put({ ...login("y"), account: `${index}` }, { expectedGeneration: 0 });
        await system.sleep(0);
      }
    })();
    const target = join(folder, "backup.db");
    const shares: number[] = [];
    const facts = await backupDatabase(path, target, { onProgress: (share) => shares.push(share) });
    isDone = true;
    await writing;
    expect(facts.logins).toBeGreaterThanOrEqual(50);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["backup.db", "home"]);
    expect(inspectDatabase(target)).toEqual(facts);
  });

  test("is one file that can lie on a medium nobody writes to: reading and restoring it make none beside it", async () => {
    await (await open()).tokens.put(login("x"), { expectedGeneration: 0 });
    await closeAll();
    const target = join(folder, "backup.db");
    await backupDatabase(path, target);
    // Format of the file, bytes 18 and 19: 1 is a rollback journal, 2 the write-ahead log, which asks for files beside it.
    expect([...(await readFile(target)).subarray(18, 20)]).toEqual([1, 1]);
    await restoreDatabase(target, path, { masterKey: await resolveMasterKey({ value }) });
    expect(inspectDatabase(target).logins).toBe(1);
    expect(await readdir(folder)).toEqual(["backup.db", "home"]);
  });

  test("overwrites nothing and leaves nothing half made", async () => {
    await open();
    const target = join(folder, "backup.db");
    await writeFile(target, "precious");
    await expect(backupDatabase(path, target)).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    expect(await readFile(target, "utf8")).toBe("precious");
    await expect(backupDatabase(path, join(folder, "no", "backup.db"))).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    await expect(backupDatabase(join(folder, "home", "none.db"), target)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readdir(folder)).toEqual(["backup.db", "home"]);
  });
});

describe("a restore", () => {
  const masterKey = () => resolveMasterKey({ value });

  test("brings back what was there, keeps what is replaced, and tells how far it goes back", async () => {
    const store = await open();
    await store.tokens.put(login("then"), { expectedGeneration: 0 });
    const target = join(folder, "backup.db");
    await backupDatabase(path, target);
    await store.tokens.put(login("now"), { expectedGeneration: 1 });
    await store.directory.createUser({ email: "kim@example.com" });
    await store.keys.rotate("audit");
    await closeAll();
    const { now, before, kept } = await restoreDatabase(target, path, { masterKey: await masterKey() });
    expect([now.users, before?.users]).toEqual([0, 1]);
    expect([now.keysetSeq, before?.keysetSeq]).toEqual([1, 2]);
    expect(inspectDatabase(kept ?? "")).toEqual(before);
    expect((await (await open()).tokens.get(key))?.accessToken?.reveal()).toBe("then");
    for (const name of await readdir(join(folder, "home"))) {
      const { mode } = await stat(join(folder, "home", name));
      expect([name, mode & 0o077]).toEqual([name, 0]);
    }
  });

  test("is refused while somebody uses the database, and nothing changes", async () => {
    const store = await open();
    await store.tokens.put(login("then"), { expectedGeneration: 0 });
    const target = join(folder, "backup.db");
    await backupDatabase(path, target);
    await store.tokens.put(login("now"), { expectedGeneration: 1 });
    await expect(restoreDatabase(target, path, { masterKey: await masterKey() })).rejects.toMatchObject({
      code: "STORE_IN_USE",
    });
    await store.tokens.put(login("later"), { expectedGeneration: 2 });
    expect((await store.tokens.get(key))?.accessToken?.reveal()).toBe("later");
  });

  test("with a key that does not open the backup, of a torn one or of another file changes nothing", async () => {
    const store = await open();
    await store.tokens.put(login("then"), { expectedGeneration: 0 });
    const target = join(folder, "backup.db");
    await backupDatabase(path, target);
    await closeAll();
    const bytes = await readFile(path);
    const wrong = await resolveMasterKey({ value: generateRawKey() });
    await expect(restoreDatabase(target, path, { masterKey: wrong })).rejects.toMatchObject({
      code: "WRONG_MASTER_KEY",
    });
    const torn = (await readFile(target)).subarray(0, 20_000);
    await writeFile(join(folder, "torn.db"), torn);
    await writeFile(join(folder, "text.db"), "text ".repeat(1000));
    for (const name of ["torn.db", "text.db"]) {
      const restored = restoreDatabase(join(folder, name), path, { masterKey: await masterKey() });
      await expect(restored).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    }
    await expect(
      restoreDatabase(join(folder, "none.db"), path, { masterKey: await masterKey() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  test("replaces a damaged database, and makes one where there is none", async () => {
    const store = await open();
    await store.tokens.put(login("then"), { expectedGeneration: 0 });
    const target = join(folder, "backup.db");
    await backupDatabase(path, target);
    await closeAll();
    await writeFile(path, "damaged ".repeat(1000));
    const { kept, before } = await restoreDatabase(target, path, { masterKey: await masterKey() });
    expect(before).toBeUndefined();
    expect(await readFile(kept ?? "", "utf8")).toContain("damaged");
    const elsewhere = join(folder, "new", "infershield.db");
    await restoreDatabase(target, elsewhere, { masterKey: await masterKey() });
    for (const name of ["home", "new"]) expect((await (await open(name)).tokens.get(key))?.generation).toBe(1);
  });
});

describe("an import", () => {
  test("moves the logins of a single user, and can be run again", async () => {
    const { tokens } = await open();
    const source = memoryTokenStore();
    const local = { ...login("one"), userId: "local" };
    await source.put(local, { expectedGeneration: 0 });
    await source.put({ ...local, account: "home", accessToken: new Secret("two") }, { expectedGeneration: 0 });
    await source.put({ ...local, account: "cut off" }, { expectedGeneration: 0 });
    await source.put({ ...local, provider: "cohere" }, { expectedGeneration: 0 });
    await source.select({ ...key, userId: "local", account: "home" });
    await source.journal.write({ ...key, userId: "local", account: "cut off" }, new Secret("{}"));
    // An earlier import was killed between its two steps.
    await tokens.put(login("one"), { expectedGeneration: 0 });
    await tokens.put({ ...login("other"), provider: "cohere" }, { expectedGeneration: 0 });
    expect(await importLogins(source, tokens, { from: "local", to: "alex" })).toEqual([
      { provider: "openai", account: "work", outcome: "moved" },
      { provider: "openai", account: "home", outcome: "moved" },
      { provider: "openai", account: "cut off", outcome: "unfinished" },
      { provider: "cohere", account: "work", outcome: "exists" },
    ]);
    expect((await source.list()).map(({ provider, account }) => [provider, account])).toEqual([
      ["openai", "cut off"],
      ["cohere", "work"],
    ]);
    const { account, ...selected } = key;
    expect(await tokens.get(selected)).toMatchObject({ account: "home", userId: "alex" });
    expect((await tokens.get({ ...key, provider: "cohere" }))?.accessToken?.reveal()).toBe("other");
  });
});
