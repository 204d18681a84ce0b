import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { system } from "@infershield/core";
import { generateRawKey } from "@infershield/envelope";
import { openHome } from "@infershield/home";
import { type VirtualClock, virtualClock } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTeamStore, type TeamStore } from "./open-team-store.ts";

const masterKey = { value: generateRawKey() };
const org = { level: "org", name: "" } as const;
const blue = { level: "team", name: "blue" } as const;
let folder: string;
let clock: VirtualClock;
let store: TeamStore;
const opened: TeamStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-policies-"));
  clock = virtualClock();
  store = await open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close().catch(() => undefined);
  await rm(folder, { recursive: true });
});

async function open(): Promise<TeamStore> {
  const home = await openHome(join(folder, "home"), { create: true });
  const team = await openTeamStore({ home, masterKey, create: true, system: { ...system, ...clock } });
  opened.push(team);
  return team;
}

describe("policies in SQLite", () => {
  test("keep every version of a layer, with who made it and when", async () => {
    const [first] = await store.policies.add({ ...org, document: "{}", author: "usr_a", expectedVersion: 0 });
    clock.advance(5);
    const [second] = await store.policies.add({ ...org, document: "[]", author: "usr_b", expectedVersion: 1 });
    expect(first).toEqual({
      ...org,
      change: 1,
      version: 1,
      document: "{}",
      hash: hashOfBraces,
      author: "usr_a",
      createdAt: Number(second?.createdAt) - 5,
    });
    expect(second).toMatchObject({ change: 2, version: 2, document: "[]", author: "usr_b" });
    expect(await store.policies.history()).toEqual([second, first]);
    expect(store.policies.lastChange()).toBe(2);
  });

  test("number each layer's versions apart, and list those of one layer, page by page", async () => {
    await store.policies.add({ ...org, document: "1", author: "local" });
    await store.policies.add({ ...blue, document: "2", author: "local" });
    await store.policies.add({ ...blue, document: "3", author: "local" });
    const versions = (await store.policies.history(blue)).map(({ version }) => version);
    expect(versions).toEqual([2, 1]);
    expect((await store.policies.history({ limit: 2 })).map(({ change }) => change)).toEqual([3, 2]);
    expect((await store.policies.history({ before: 2 })).map(({ change }) => change)).toEqual([1]);
  });

  test("tell what changed since a change: the newest version of each layer, also one that takes it away", async () => {
    await store.policies.add({ ...org, document: "1", author: "local" });
    await store.policies.add({ ...blue, document: "2", author: "local" });
    const seen = store.policies.lastChange();
    await store.policies.add({ ...blue, document: "3", author: "local" });
    const [gone] = await store.policies.add({ ...blue, author: "local" });
    expect(gone).not.toHaveProperty("document");
    expect(await store.policies.changedAfter(seen)).toEqual([gone]);
    expect((await store.policies.changedAfter(0)).map(({ level, version }) => [level, version])).toEqual([
      ["org", 1],
      ["team", 3],
    ]);
    expect(await store.policies.changedAfter(4)).toEqual([]);
  });

  test("add nothing for a document that is in force already, and take nothing away that is not there", async () => {
    const [first] = await store.policies.add({ ...org, document: "1", author: "usr_a" });
    expect(await store.policies.add({ ...org, document: "1", author: "usr_b" })).toEqual([first]);
    await store.policies.add({ ...org, author: "usr_a" });
    for (const place of [org, blue]) {
      await expect(store.policies.add({ ...place, author: "usr_a" })).rejects.toMatchObject({
        name: "PolicyError",
        code: "NOT_FOUND",
      });
    }
    expect(store.policies.lastChange()).toBe(2);
  });

  test("are added together or not at all", async () => {
    const second = { ...blue, document: "2", author: "local", expectedVersion: 7 };
    const both = store.policies.add({ ...org, document: "1", author: "local" }, second);
    await expect(both).rejects.toMatchObject({ name: "PolicyError", code: "CONFLICT" });
    expect(store.policies.lastChange()).toBe(0);
    await store.policies.add({ ...org, document: "1", author: "local" }, { ...second, expectedVersion: 0 });
    expect(store.policies.lastChange()).toBe(2);
  });

  test("let one of two administrators win who saw the same version, in whatever processes they are", async () => {
    const other = await open();
    await store.policies.add({ ...org, document: "1", author: "usr_a" });
    const both = await Promise.allSettled([
      store.policies.add({ ...org, document: "of a", author: "usr_a", expectedVersion: 1 }),
      other.policies.add({ ...org, document: "of b", author: "usr_b", expectedVersion: 1 }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { name: "PolicyError", code: "CONFLICT" },
    });
    expect(store.policies.lastChange()).toBe(2);
  });

  test.each([
    ["loosens a policy", "UPDATE policies SET document = '{}'"],
    ["gives it to somebody else", "UPDATE policies SET level = 'user', name = 'usr_b'"],
    ["puts an older version on top", "UPDATE policies SET version = 9 WHERE id = 1"],
    ["says that another made it", "UPDATE policies SET author = 'usr_b'"],
    [
      "plants one",
      "INSERT INTO policies SELECT 9, tenant, level, name, 9, '{}', hash, author, 1, mac FROM policies WHERE id = 1",
    ],
  ])("notice whoever writes the file and %s", async (_title, sql) => {
    await store.policies.add({ ...org, document: '{"strict":true}', author: "usr_a" });
    await store.policies.add({ ...org, document: '{"strict":1}', author: "usr_a" });
    store.database.connection.exec(sql);
    await expect(store.policies.changedAfter(0)).rejects.toMatchObject({
      name: "DatabaseError",
      code: "STORE_CORRUPT",
    });
  });

  test("follow a change of keys: every version is authenticated anew, and counts until it is", async () => {
    await store.policies.add({ ...org, document: "1", author: "local" });
    await store.policies.add({ ...org, document: "2", author: "local" });
    await store.keys.rotate("seal");
    await store.keys.reencrypt({});
    await store.keys.verify();
    const { rowMac } = store.keyring;
    const kids = store.database.connection.prepare("SELECT DISTINCT substr(mac, 1, 16) FROM policies").pluck().all();
    expect(kids).toEqual([rowMac.kid]);
    expect((await (await open()).policies.changedAfter(0))[0]).toMatchObject({ version: 2, document: "2" });
  });
});

/** SHA-256 of `{}`. */
const hashOfBraces = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
