import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { afterAll, expect, test } from "vitest";
import { newMasterKey } from "./new-master-key.ts";

const folder = mkdtempSync(join(tmpdir(), "infershield-new-key-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "key");
writeFileSync(file, `${"0123456789abcdef".repeat(4)}\n`, { mode: 0o600 });

const nothing = { file: undefined, stdin: false, keyring: false };
const masterKey = new Secret("a passphrase of old");

test.each([
  ["a new master.key", nothing, {}, []],
  ["a new master.key", nothing, { masterKey }, ["INFERSHIELD_MASTER_KEY"]],
  ["a new master.key", nothing, { masterKeyFile: "/old" }, ["INFERSHIELD_MASTER_KEY_FILE"]],
  ["a new master.key", nothing, { keySource: "keyring" }, ["INFERSHIELD_KEY_SOURCE"]],
  ["a file", { ...nothing, file }, { masterKeyFile: "/old" }, []],
  ["a file", { ...nothing, file }, { masterKey, keySource: "file" }, []],
  [
    "a file",
    { ...nothing, file },
    { masterKey, keySource: "env" },
    ["INFERSHIELD_KEY_SOURCE", "INFERSHIELD_MASTER_KEY"],
  ],
  ["the keyring", { ...nothing, keyring: true }, { masterKey, masterKeyFile: "/old" }, []],
] as const)("%s (%j beside %j): what would be used instead is named", async (_title, choice, config, expected) => {
  const { advice } = await newMasterKey(choice, config);
  const named = advice.slice(1).map((line) => /Take (\w+)/.exec(line)?.[1]);
  expect(named).toEqual(expected);
  expect(advice.join()).not.toContain("passphrase of old");
});

test("no master.key is made beside a team's database", async () => {
  await expect(newMasterKey(nothing, { databaseFile: "/srv/team.db" })).rejects.toMatchObject({
    code: "INVALID_USAGE",
  });
  expect(await newMasterKey({ ...nothing, file }, { databaseFile: "/srv/team.db" })).toMatchObject({ kept: "file" });
});
