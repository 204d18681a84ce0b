import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, system } from "@infershield/core";
import { createFileDurably, openHome } from "@infershield/home";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as schema from "../schema/index.ts";
import { type Connection, openConnection } from "./connection.ts";
import { openDatabase } from "./database.ts";
import { type Migration, migrate, readMigrations, schemaVersion } from "./migrations.ts";
import { openTeamStore } from "./open-team-store.ts";

const testdata = join(import.meta.dirname, "../testdata");
const known = readMigrations();
const writtenAt = 1_795_400_000_000;
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-migrations-"));
  path = join(folder, "infershield.db");
});
afterEach(() => rm(folder, { recursive: true }));

/** A database of an earlier version, with what that version wrote. */
async function older(version: number): Promise<string> {
  await createFileDurably(path, new Uint8Array());
  const connection = openConnection(path);
  migrate(connection, known.slice(0, version));
  const rows = await readFile(join(testdata, `version-${version}.sql`), "utf8");
  connection.exec(rows);
  connection.close();
  return /ifsp_\w+/.exec(rows)?.[0] ?? "";
}

const columnsOf = (connection: Connection, table: string) =>
  connection.prepare("SELECT name, type, [notnull], pk > 0 AS pk FROM pragma_table_xinfo(?)").all(table);

test("every version that was ever made has its testdata", async () => {
  expect(await readdir(testdata)).toEqual(known.map((_, index) => `version-${index + 1}.sql`));
});

test.each(known.map((_, index) => index + 1))("what version %i wrote can be used", async (version) => {
  const token = new Secret(await older(version));
  const masterKey = { value: new Secret("5a".repeat(32)) };
  // Some day its token will have expired.
  const then = { ...system, now: () => writtenAt };
  const store = await openTeamStore({ home: await openHome(folder), masterKey, create: false, system: then });
  expect(store.database.migrated).toEqual({ from: version, to: known.length });
  const alex = await store.directory.findUser({ email: "alex@example.com" });
  expect(alex).toMatchObject({ name: "Alex", role: "member", team: "platform" });
  expect(await store.directory.authenticate(token)).toMatchObject({ ok: true, user: alex });
  const key = { tenant: "default", userId: alex?.id ?? "", provider: "openai", account: "work" };
  const login = await store.tokens.get(key);
  expect([login?.accessToken?.reveal(), login?.refreshToken?.reveal()]).toEqual(["access of alex", "refresh of alex"]);
  expect((await store.tokens.journal.read(key))?.reveal()).toBe('{"note":1}');
  expect(await store.usage.read()).toHaveLength(1);
  expect(await store.keys.verify()).toMatchObject({ records: 1, fields: 2, journalEntries: 1 });
  const policies = await store.policies.changedAfter(0);
  expect(policies.map(({ level, version, author }) => [level, version, author])).toEqual(
    version === 1 ? [] : [["org", 2, "usr_owner"]],
  );
  // What came later can be used at once.
  await store.policies.add({ level: "team", name: "platform", document: "{}", author: "local" });
  await store.close();
});

test("the migrations make the tables that the schema describes", async () => {
  const database = await openDatabase(path, { create: true });
  const { connection } = database;
  const tables = Object.values(schema).filter((each) => each instanceof SQLiteTable);
  const stored = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  expect(tables.map((table) => getTableConfig(table).name).toSorted()).toEqual(stored);
  for (const table of tables) {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
    const described = columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: column.notNull ? 1 : 0,
      pk: column.primary || keys.has(column.name) ? 1 : 0,
    }));
    const found = columnsOf(connection, name);
    expect([name, found.map((each) => ({ ...Object(each), type: String(Object(each).type).toUpperCase() }))]).toEqual([
      name,
      described,
    ]);
  }
  await database.close();
});

describe("a step to a later version", () => {
  const later: Migration = {
    name: "later",
    statements: ["CREATE TABLE later (id INTEGER)", "INSERT INTO later VALUES (1)"],
  };
  const broken: Migration = { name: "broken", statements: ["DROP TABLE usage", "CREATE TABLE users (id INTEGER)"] };

  test("that fails leaves the database as it was, and the program that made it can go on", async () => {
    await (await openDatabase(path, { create: true })).close();
    await expect(openDatabase(path, { create: false, migrations: [...known, later, broken] })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    const database = await openDatabase(path, { create: false });
    expect(database.migrated).toEqual({ from: known.length, to: known.length });
    expect(columnsOf(database.connection, "usage")).not.toEqual([]);
    expect(columnsOf(database.connection, "later")).toEqual([]);
    await database.close();
  });

  test("is made once, when two processes open the database at the same moment", async () => {
    await (await openDatabase(path, { create: true })).close();
    const options = { create: false, migrations: [...known, later] };
    const both = await Promise.all([openDatabase(path, options), openDatabase(path, options)]);
    expect(both.map(({ migrated }) => migrated.to - migrated.from).toSorted()).toEqual([0, 1]);
    expect(both[0]?.connection.prepare("SELECT count(*) FROM later").pluck().get()).toBe(1);
    await Promise.all(both.map((database) => database.close()));
  });

  test("that leaves a row without the one it refers to is not made", async () => {
    await older(1);
    const orphans: Migration = { name: "orphans", statements: ["DELETE FROM teams"] };
    const opening = openDatabase(path, { create: false, migrations: [...known, orphans] });
    await expect(opening).rejects.toMatchObject({ name: "DatabaseError", code: "STORE_CORRUPT" });
  });

  test("makes the program of before refuse the database, also one that has it open", async () => {
    const running = await openDatabase(path, { create: true });
    const newer = await openDatabase(path, { create: false, migrations: [...known, later] });
    expect(schemaVersion(newer.connection)).toBe(known.length + 1);
    await expect(running.change(() => 1)).rejects.toMatchObject({ name: "DatabaseError", code: "STORE_VERSION" });
    await expect(openDatabase(path, { create: false })).rejects.toMatchObject({ code: "STORE_VERSION" });
    await Promise.all([running.close(), newer.close()]);
  });
});
