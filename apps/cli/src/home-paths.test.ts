import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@infershield/instance";
import { expect, test } from "vitest";
import { homePathsOf } from "./home-paths.ts";

test.each<[string, Record<string, string>]>([
  ["nothing set", {}],
  ["another home", { INFERSHIELD_HOME: "/nowhere/home" }],
  ["a token file elsewhere", { INFERSHIELD_HOME: "/nowhere/home", INFERSHIELD_TOKEN_PATH: "/nowhere/tokens.json" }],
  ["relative and empty values", { INFERSHIELD_HOME: "somewhere", INFERSHIELD_TOKEN_PATH: "" }],
])("the short way gives the paths of the whole configuration: %s", async (_, env) => {
  const { homePath, tokenFile } = await loadConfig({ env: { ...env }, homedir: homedir() });
  expect(homePathsOf(env)).toEqual({ homePath, tokenFile });
});

test("a configuration file has the last word", async () => {
  const home = await mkdtemp(join(tmpdir(), "infershield-paths-"));
  await writeFile(join(home, "infershield.yaml"), "tokenPath: /nowhere/tokens.json\n");
  expect(homePathsOf({ INFERSHIELD_HOME: home })).toBeUndefined();
  await rm(home, { recursive: true });
});
