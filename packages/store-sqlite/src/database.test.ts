import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { system } from "@infershield/core";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openConnection } from "./connection.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
import { DatabaseError } from "./error.ts";

let folder: string;
let path: string;
const opened: Database[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-database-"));
  path = join(folder, "home", "infershield.db");
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await rm(folder, { recursive: true });
});

async function open(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase(path, { create: true, ...options });
  opened.push(database);
  return database;
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) expect(error).toBeInstanceOf(DatabaseError);
  return error instanceof DatabaseError ? error.code : undefined;
}

const put = ({ connection }: Database, name: string, value: number) =>
  connection.prepare("INSERT OR REPLACE INTO counters (name, value) VALUES (?, ?)").run(name, value);
const storedAs = (database: Database, name: string) =>
  database.read(() => database.connection.prepare("SELECT value FROM counters WHERE name = ?").pluck().get(name));

test("a new database is private whatever the umask, and writes durably", async () => {
  const before = process.umask(0);
  try {
    const database = await open();
    await database.change(() => put(database, "a", 1));
    expect((await stat(join(folder, "home"))).mode & 0o777).toBe(0o700);
    for (const suffix of ["", "-wal", "-shm"]) expect((await stat(path + suffix)).mode & 0o777).toBe(0o600);
    expect(database.connection.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(database.connection.pragma("synchronous", { simple: true })).toBe(2);
    expect(database.connection.pragma("foreign_keys", { simple: true })).toBe(1);
  } finally {
    process.umask(before);
  }
});

test("without create nothing is made", async () => {
  expect(await codeOf(open({ create: false }))).toBe("NOT_FOUND");
});

describe("a file that must not be trusted", () => {
  test("is refused when others may read it, or when it is a link", async () => {
    await (await open()).close();
    await chmod(path, 0o640);
    await expect(open()).rejects.toMatchObject({ name: "HomeError", code: "HOME_NOT_PRIVATE" });
    await chmod(path, 0o600);
    await symlink(path, join(folder, "home", "link.db"));
    expect(() => openConnection(join(folder, "home", "link.db"))).toThrow(
      expect.objectContaining({ code: "HOME_NOT_PRIVATE" }),
    );
    await chmod(join(folder, "home"), 0o755);
    await expect(open()).rejects.toMatchObject({ code: "HOME_NOT_PRIVATE" });
  });

  test("is refused when it is no database, and is left as it is", async () => {
    await (await open()).close();
    await writeFile(path, "no database at all, but long enough to be looked at as one. ".repeat(20));
    const before = await readFile(path);
    expect(await codeOf(open())).toBe("STORE_CORRUPT");
    expect(await readFile(path)).toEqual(before);
  });

  test("is refused when it belongs to another program", async () => {
    await (await open()).close();
    await rm(path);
    new BetterSqlite3(path).exec("CREATE TABLE theirs (id INTEGER)").close();
    await chmod(path, 0o600);
    expect(await codeOf(open())).toBe("STORE_CORRUPT");
  });
});

describe("between processes", () => {
  test("a change waits for another one's transaction, and gives up with STORE_LOCKED", async () => {
    const [own, other] = [await open(), await open()];
    other.connection.exec("BEGIN IMMEDIATE");
    let isDone = false;
    const waiting = own
      .change(() => put(own, "a", 1))
      .then(() => {
        isDone = true;
      });
    await system.sleep(30);
    expect(isDone).toBe(false);
    expect(storedAs(own, "a")).toBeUndefined();
    other.connection.exec("COMMIT");
    await waiting;
    expect(storedAs(other, "a")).toBe(1);

    let now = 0;
    const hurried = await open({
      system: { ...system, monotonic: () => (now += 4000), sleep: async () => undefined },
    });
    other.connection.exec("BEGIN IMMEDIATE");
    expect(await codeOf(hurried.change(() => put(hurried, "a", 2)))).toBe("STORE_LOCKED");
    other.connection.exec("ROLLBACK");
    expect(storedAs(own, "a")).toBe(1);
  });

  test("a hundred changes of two openers are all made", async () => {
    const both = [await open(), await open()];
    const add = async (database: Database) =>
      database.change(() => put(database, "a", Number(storedAs(database, "a") ?? 0) + 1));
    await Promise.all(both.flatMap((database) => Array.from({ length: 50 }, () => add(database))));
    expect(storedAs(await open(), "a")).toBe(100);
  });
});

test("what throws is undone, and the next change goes on", async () => {
  const database = await open();
  const failing = database.change(() => {
    put(database, "a", 1);
    throw new RangeError("mine");
  });
  await expect(failing).rejects.toThrow("mine");
  expect(storedAs(database, "a")).toBeUndefined();
  await database.change(() => put(database, "a", 2));
  expect(storedAs(database, "a")).toBe(2);
});

test("a full disk is STORE_FULL, loses nothing, and what is stored can be read", async () => {
  const database = await open();
  await database.change(() => put(database, "a", 1));
  const pages = Number(database.connection.pragma("page_count", { simple: true }));
  database.connection.pragma(`max_page_count = ${pages}`);
  const fill = database.change(() => {
    for (let row = 0; row < 2000; row++) put(database, `row ${row}`.padEnd(200), row);
  });
  expect(await codeOf(fill)).toBe("STORE_FULL");
  expect(storedAs(database, "a")).toBe(1);
  expect(storedAs(database, "row 1".padEnd(200))).toBeUndefined();
  database.connection.pragma("max_page_count = 100000");
  await database.change(() => put(database, "a", 2));
  expect(storedAs(database, "a")).toBe(2);
});

test("after close everything is STORE_CLOSED", async () => {
  const database = await open();
  await database.close();
  expect(await codeOf(database.change(() => 1))).toBe("STORE_CLOSED");
  expect(() => database.read(() => 1)).toThrow(expect.objectContaining({ code: "STORE_CLOSED" }));
});
