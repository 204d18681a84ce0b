import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTenant, localUser, Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";
import { type Instance, openInstance, openTokens } from "./open-instance.ts";

let home: string;
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), "infershield-instance-")), "home");
});
afterEach(() => rm(join(home, ".."), { recursive: true }));

async function open(env: Record<string, string> = {}, create = true): Promise<Instance> {
  const config = await loadConfig({ env: { INFERSHIELD_HOME: home, ...env }, homedir: "/nowhere" });
  return await openInstance(config, { create });
}

const login = {
  tenant: defaultTenant,
  userId: localUser,
  provider: "openai",
  account: "default",
  kind: "api_key",
  state: "active",
  scopes: [],
  apiKey: new Secret("sk-kept-over-a-restart"),
} as const;

describe("openInstance", () => {
  test("creates a private home on first use and finds everything again when it is opened anew", async () => {
    const first = await open();
    await first.tokens.put(login, { expectedGeneration: 0 });
    const { token } = await first.directory.createToken({ userId: localUser, name: "codex" });
    await first.close();

    const second = await open({}, false);
    const found = await second.tokens.get(login);
    expect(found?.apiKey?.reveal()).toBe("sk-kept-over-a-restart");
    expect(await second.directory.authenticate(token)).toMatchObject({ ok: true });
    await second.close();
    for (const file of ["master.key", "tokens.json", "identity.json"]) {
      expect((await stat(join(home, file))).mode & 0o777, file).toBe(0o600);
    }
    expect(await readFile(join(home, "tokens.json"), "utf8")).not.toContain("sk-kept");
  });

  test("a home that was never created is not made by a command that only looks", async () => {
    await expect(open({}, false)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(readdir(home)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("another master key is refused and changes no file", async () => {
    await (await open({ INFERSHIELD_MASTER_KEY: "1".repeat(64) })).close();
    const before = await readFile(join(home, "tokens.json"));
    await expect(open({ INFERSHIELD_MASTER_KEY: "2".repeat(64) })).rejects.toMatchObject({
      code: "WRONG_MASTER_KEY",
    });
    expect(await readFile(join(home, "tokens.json"))).toEqual(before);
  });

  test("a damaged token file is reported and never replaced by an empty one", async () => {
    await (await open()).close();
    await writeFile(join(home, "tokens.json"), '{"format":');
    await expect(open()).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    await expect(open()).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  test("a provider of the operator's own stands beside the built-in ones", async () => {
    const instance = await open({
      INFERSHIELD_OPENAI_BASE_URL: "http://127.0.0.1:11434/v1",
      INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: "http://127.0.0.1:11434",
    });
    expect(instance.providers.get("openai").baseUrl).toBe("http://127.0.0.1:11434/v1");
    expect(instance.providers.get("anthropic").baseUrl).toBe("https://api.anthropic.com/v1");
    await instance.close();
  });

  test("a private upstream that the operator did not allow is refused", async () => {
    await expect(open({ INFERSHIELD_OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" })).rejects.toMatchObject({
      code: "FORBIDDEN_UPSTREAM",
    });
  });
});

describe("the policy file", () => {
  const yaml =
    "version: 1\nlevel: org\nname: acme\nrules:\n  - name: no injections\n    when: {category: prompt_injection}\n    action: block\n";

  test("its rules are in force beside the built-in ones", async () => {
    const path = join(home, "..", "policy.yaml");
    await writeFile(path, yaml);
    const instance = await open({ INFERSHIELD_POLICY_FILE: path });
    expect(instance.policies.of({ userId: "local" })).toMatchObject({
      id: "acme",
      layers: [{ level: "org", name: "acme" }],
    });
    await instance.close();
  });

  test("nothing is opened when it is missing or wrong", async () => {
    const path = join(home, "..", "policy.yaml");
    await expect(open({ INFERSHIELD_POLICY_FILE: path })).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    await writeFile(path, yaml.replace("category", "kategory"));
    await expect(open({ INFERSHIELD_POLICY_FILE: path })).rejects.toMatchObject({ code: "INVALID_POLICY" });
    await expect(readdir(home)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("openTokens", () => {
  test("unlocks the keyset and leaves identities and audit trail as they lie on disk", async () => {
    await (await open()).close();
    const audit = join(home, "audit");
    const [segment = ""] = (await readdir(audit)).filter((name) => name.endsWith(".jsonl"));
    await writeFile(join(audit, segment), "not a record\n");
    const config = await loadConfig({ env: { INFERSHIELD_HOME: home }, homedir: "/nowhere" });
    const unlocked = await openTokens(config, { create: false });
    expect(unlocked.keyring.signer.publicKey).toHaveLength(32);
    await unlocked.close();
    expect(await readFile(join(audit, segment), "utf8")).toBe("not a record\n");
    await expect(open({}, false)).rejects.toMatchObject({ code: "AUDIT_CORRUPT" });
  });
});
