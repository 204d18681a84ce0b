import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instance, loadConfig, openInstance } from "@infershield/instance";
import { type PolicyLayer, policyDocument } from "@infershield/policy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tryInTeam } from "./try-in-team.ts";

let folder: string;
let team: Instance;
let kim: string;
let sam: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-try-"));
  const env = { INFERSHIELD_HOME: folder, INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY: "5a".repeat(32) };
  team = await openInstance(await loadConfig({ env, homedir: folder }), { create: true });
  await team.users?.createTeam({ id: "blue" });
  kim = (await team.users?.createUser({ email: "kim@example.com", team: "blue" }))?.id ?? "";
  sam = (await team.users?.createUser({ email: "sam@example.com" }))?.id ?? "";
});
afterEach(async () => {
  await team.close();
  await rm(folder, { recursive: true });
});

const layer = (level: PolicyLayer["level"], name: string, riskThreshold: number): PolicyLayer => ({
  level,
  name,
  riskThreshold,
  rules: [],
});

async function set(place: PolicyLayer): Promise<void> {
  const name = place.level === "org" ? "" : place.name;
  const document = JSON.stringify(policyDocument(place));
  await team.policyTable?.add({ level: place.level, name, document, author: "local" });
  await team.policies.refresh();
}

test("layers that are tried take the places of those in force, and everybody keeps their team", async () => {
  await set(layer("org", "acme", 70));
  await set(layer("team", "blue", 50));
  const { policyOf, nameOf } = await tryInTeam(team, [layer("org", "renamed", 60)], { riskThreshold: 80 });
  expect([policyOf(kim).riskThreshold, policyOf(sam).riskThreshold]).toEqual([50, 60]);
  expect([nameOf(kim), nameOf("usr_gone")]).toEqual(["kim@example.com", "usr_gone"]);
  expect(team.policies.of({ userId: sam }).riskThreshold).toBe(70);
});

test("a person's layer is tried by the address", async () => {
  const { policyOf } = await tryInTeam(team, [layer("user", "sam@example.com", 10)], { riskThreshold: 80 });
  expect([policyOf(kim).riskThreshold, policyOf(sam).riskThreshold]).toEqual([80, 10]);
  const nobody = tryInTeam(team, [layer("user", "nobody@example.com", 10)], { riskThreshold: 80 });
  await expect(nobody).rejects.toMatchObject({ name: "IdentityError", code: "NOT_FOUND" });
});
