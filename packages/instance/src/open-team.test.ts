import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvelopeError } from "@infershield/envelope";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Config, loadConfig } from "./load-config.ts";
import { type Instance, openInstance, openTokens } from "./open-instance.ts";

const masterKey = "0123456789abcdef".repeat(4);
let folder: string;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-team-"));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(folder, { recursive: true });
});

function load(env: Record<string, string> = {}): Promise<Config> {
  const home = join(folder, "home");
  return loadConfig({ env: { INFERSHIELD_HOME: home, INFERSHIELD_MODE: "multi-user", ...env }, homedir: folder });
}

async function open(): Promise<Instance> {
  const instance = await openInstance(await load({ INFERSHIELD_MASTER_KEY: masterKey }), { create: true });
  opened.push(instance);
  return instance;
}

test("a team's server makes no master key itself, and says how to make one", async () => {
  const refused = openInstance(await load(), { create: true });
  await expect(refused).rejects.toBeInstanceOf(EnvelopeError);
  await expect(refused).rejects.toMatchObject({ code: "NO_MASTER_KEY", hint: expect.stringContaining("openssl rand") });
  await expect(stat(join(folder, "home", "master.key"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("accounts, tokens, use and audit trail of a team lie in one database, and are there again after closing", async () => {
  const first = await open();
  const user = await first.users?.createUser({ email: "alex@example.com", role: "owner" });
  const { token } = await first.directory.createToken({ userId: user?.id ?? "", name: "laptop" });
  const row = { day: "2026-11-22", userId: user?.id ?? "", provider: "openai", model: "m" };
  await first.usage?.add([{ ...row, requests: 1, tokensIn: 2, tokensOut: 3 }]);
  await opened.pop()?.close();
  const again = await open();
  expect(await again.directory.authenticate(token)).toMatchObject({ ok: true, principal: { userId: user?.id } });
  expect(await again.usage?.read()).toEqual([{ ...row, requests: 1, tokensIn: 2, tokensOut: 3 }]);
  for (const absent of ["tokens.json", "identity.json"]) {
    await expect(stat(join(folder, "home", absent))).rejects.toMatchObject({ code: "ENOENT" });
  }
});

test("another master key is refused, and nothing is changed", async () => {
  await open();
  await opened.pop()?.close();
  const wrong = await load({ INFERSHIELD_MASTER_KEY: masterKey.replace("0", "f") });
  await expect(openInstance(wrong, { create: true })).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
  await expect(openTokens(wrong, { create: false })).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
  await open();
});
