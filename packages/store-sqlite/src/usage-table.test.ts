import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "./database.ts";
import { type UsageRow, type UsageTable, usageTable } from "./usage-table.ts";

let folder: string;
let database: Database;
let usage: UsageTable;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-usage-"));
  database = await openDatabase(join(folder, "team", "infershield.db"), { create: true });
  usage = usageTable(database);
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const row: UsageRow = {
  day: "2026-11-22",
  userId: "alex",
  provider: "openai",
  model: "gpt",
  requests: 1,
  tokensIn: 2,
  tokensOut: 3,
};

test("what is added to the same person, day, provider and model adds up", async () => {
  await usage.add([row, { ...row, model: "other" }]);
  await usage.add([row, row]);
  expect(await usage.read()).toEqual([
    { ...row, requests: 3, tokensIn: 6, tokensOut: 9 },
    { ...row, model: "other" },
  ]);
});

test("is read by person and by day", async () => {
  const [yesterday, kim] = [
    { ...row, day: "2026-11-21" },
    { ...row, userId: "kim" },
  ];
  await usage.add([row, yesterday, kim]);
  expect(await usage.read({ userId: "alex" })).toEqual([yesterday, row]);
  expect(await usage.read({ since: "2026-11-22" })).toEqual([row, kim]);
  expect(await usage.read({ userId: "alex", until: "2026-11-21" })).toEqual([yesterday]);
});

test("a batch with a row that cannot be stored is not stored at all", async () => {
  const broken = { ...row, requests: null } as unknown as UsageRow;
  await expect(usage.add([row, broken])).rejects.toMatchObject({ name: "DatabaseError", code: "STORE_UNAVAILABLE" });
  expect(await usage.read()).toEqual([]);
});
