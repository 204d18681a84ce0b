import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyDocument } from "@infershield/policy";
import { openDatabase } from "@infershield/store-sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";
import { type Instance, openInstance } from "./open-instance.ts";

let folder: string;
const opened: Instance[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-team-policies-"));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(folder, { recursive: true });
});

async function open(): Promise<Instance> {
  const env = { INFERSHIELD_HOME: folder, INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY: "5a".repeat(32) };
  const instance = await openInstance(await loadConfig({ env, homedir: folder }), { create: true });
  opened.push(instance);
  return instance;
}

type Place = { readonly level: "org" | "team" | "user"; readonly name: string };
const org: Place = { level: "org", name: "" };
const blue: Place = { level: "team", name: "blue" };

async function set({ policyTable }: Instance, place: Place, riskThreshold: number): Promise<void> {
  const layer = { level: place.level, name: place.name || "acme", riskThreshold, rules: [] };
  await policyTable?.add({ ...place, document: JSON.stringify(policyDocument(layer)), author: "local" });
}

/** As somebody who has the file and no key; there is no other way to a version that is not valid. */
async function execute(sql: string): Promise<void> {
  const database = await openDatabase(join(folder, "infershield.db"), { create: false });
  database.connection.exec(sql);
  await database.close();
}

describe("the policies of a team", () => {
  test("are the built-in one until there is a layer, and are there again after a restart", async () => {
    const first = await open();
    expect(first.policies.of({ userId: "usr_a" }).id).toBe("built-in");
    await set(first, org, 60);
    await set(first, blue, 40);
    await opened.pop()?.close();
    const { policies } = await open();
    expect(policies.of({ userId: "usr_a" }).riskThreshold).toBe(60);
    expect(policies.of({ userId: "usr_a", team: "blue" }).riskThreshold).toBe(40);
  });

  test("follow what another process changes, once each change", async () => {
    const [server, cli] = [await open(), await open()];
    expect(await server.policies.refresh()).toBeUndefined();
    await set(cli, org, 60);
    await set(cli, { level: "user", name: "usr_a" }, 20);
    expect(await server.policies.refresh()).toEqual({ kind: "changed", hash: server.policies.book().hash });
    expect(server.policies.of({ userId: "usr_a" }).riskThreshold).toBe(20);
    expect(server.policies.of({ userId: "usr_b" }).riskThreshold).toBe(60);
    expect(await server.policies.refresh()).toBeUndefined();
    await cli.policyTable?.add({ level: "user", name: "usr_a", author: "local" });
    expect(await server.policies.refresh()).toMatchObject({ kind: "changed" });
    expect(server.policies.of({ userId: "usr_a" }).riskThreshold).toBe(60);
  });

  test("stay as they were while the newest version cannot be trusted, which is told once, and a later version puts it right", async () => {
    const server = await open();
    await set(server, org, 60);
    await server.policies.refresh();
    await set(server, org, 50);
    await execute("UPDATE policies SET document = replace(document, '50', '99') WHERE version = 2");
    expect(await server.policies.refresh()).toMatchObject({ kind: "refused", error: { code: "STORE_CORRUPT" } });
    expect(await server.policies.refresh()).toBeUndefined();
    expect(server.policies.of({ userId: "usr_a" }).riskThreshold).toBe(60);
    await execute("DELETE FROM policies WHERE version = 2");
    expect(await server.policies.refresh()).toEqual({ kind: "changed", hash: server.policies.book().hash });
    await set(server, org, 40);
    expect(await server.policies.refresh()).toMatchObject({ kind: "changed" });
    expect(server.policies.of({ userId: "usr_a" }).riskThreshold).toBe(40);
  });

  test("stay as they were when the newest version is taken out of the database, which is told", async () => {
    const server = await open();
    await set(server, org, 60);
    await set(server, org, 50);
    await server.policies.refresh();
    await execute("DELETE FROM policies WHERE version = 2");
    expect(await server.policies.refresh()).toMatchObject({ kind: "refused", error: { code: "STORE_CORRUPT" } });
    expect(server.policies.of({ userId: "usr_a" }).riskThreshold).toBe(50);
  });

  test("do not open when one was altered", async () => {
    await set(await open(), org, 60);
    await opened.pop()?.close();
    await execute("UPDATE policies SET document = replace(document, '60', '99')");
    await expect(open()).rejects.toMatchObject({ name: "DatabaseError", code: "STORE_CORRUPT" });
  });
});
