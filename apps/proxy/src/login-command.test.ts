import { loadConfig } from "@infershield/instance";
import { expect, test } from "vitest";
import { createLoginCommand } from "./login-command.ts";

const local = "http://127.0.0.1:8001";

async function command(env: Record<string, string>, adminUrl: string | undefined = local): Promise<string> {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: "/nowhere", ...env }, homedir: "/nowhere" });
  return createLoginCommand(config, () => adminUrl)("github");
}

const team = { INFERSHIELD_MODE: "multi-user" };

test("one person signs in on this machine", async () => {
  expect(await command({})).toBe("infershield auth login github");
});

test("a team's people sign in through the server", async () => {
  expect(await command(team)).toBe(`infershield auth login --server ${local} github`);
});

test("the name under which developers reach the admin port comes before where it listens", async () => {
  const names = "gate.example:8000,gate.example:8001";
  const behind = { ...team, INFERSHIELD_BEHIND_PROXY: "true", INFERSHIELD_ALLOWED_HOSTS: names };
  expect(await command(behind)).toBe("infershield auth login --server https://gate.example:8001 github");
});

test("an address that nobody knows is left to be filled in", async () => {
  expect(await command({ ...team, INFERSHIELD_BEHIND_PROXY: "true" })).toBe(
    "infershield auth login --server URL github",
  );
});

test("an API key is stored with the same command", async () => {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: "/nowhere", ...team }, homedir: "/nowhere" });
  const login = createLoginCommand(config, () => local);
  expect(login("cohere", { withToken: true })).toBe(`infershield auth login --server ${local} --with-token cohere`);
});
