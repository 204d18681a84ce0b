import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { type Config, loadConfig } from "./load-config.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-config-"));
});
afterEach(() => rm(home, { recursive: true }));

const team = { INFERSHIELD_MODE: "multi-user" };

interface Given {
  readonly env?: Record<string, string>;
  readonly yaml?: string;
  readonly flags?: Record<string, unknown>;
}

async function load({ env = {}, yaml, flags }: Given = {}): Promise<Config> {
  if (yaml !== undefined) await writeFile(join(home, "infershield.yaml"), yaml);
  return await loadConfig({ env: { INFERSHIELD_HOME: home, ...env }, homedir: "/nowhere", ...(flags && { flags }) });
}

async function codeOf(given: Given): Promise<string> {
  try {
    await load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.code;
    throw error;
  }
  return "none";
}

describe("loadConfig", () => {
  test("gives the documented defaults without any setting", async () => {
    const config = await load();
    expect(config).toMatchObject({
      mode: "single-user",
      host: "127.0.0.1",
      port: 8000,
      keyMode: "server",
      enforcement: "enforce",
      riskThreshold: 80,
      homePath: home,
      tokenFile: join(home, "tokens.json"),
      warnings: [],
    });
    expect(config.environmentKeys.size).toBe(0);
  });

  test("names an unknown setting and the file that holds it", async () => {
    await expect(load({ yaml: "log:\n  colour: true\n" })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: `Unknown setting log.colour in ${join(home, "infershield.yaml")}.`,
    });
  });

  test("the home is .infershield in the person's home folder unless INFERSHIELD_HOME says otherwise", async () => {
    const config = await loadConfig({ env: {}, homedir: "/home/alex" });
    expect(config.homePath).toBe("/home/alex/.infershield");
  });

  test("command line wins over environment, environment over file, file over default", async () => {
    const yaml = "port: 1111\nhost: localhost\nriskThreshold: 11\nlog:\n  level: warn\n";
    const env = { INFERSHIELD_PORT: "2222", RISK_THRESHOLD: "22", INFERSHIELD_LOG_LEVEL: "debug" };
    const config = await load({ yaml, env, flags: { port: 3333 } });
    expect(config).toMatchObject({ port: 3333, host: "localhost", riskThreshold: 22, log: { level: "debug" } });
  });

  test("INFERSHIELD_PORT wins over PROXY_PORT, and that over PORT", async () => {
    expect((await load({ env: { PORT: "3" } })).port).toBe(3);
    expect((await load({ env: { PORT: "3", PROXY_PORT: "2" } })).port).toBe(2);
    expect((await load({ env: { PORT: "3", PROXY_PORT: "2", INFERSHIELD_PORT: "1" } })).port).toBe(1);
  });

  test("lists, booleans and names of several words are read from variables", async () => {
    const env = {
      INFERSHIELD_ALLOWED_HOSTS: "gateway.example:8000, other.example",
      INFERSHIELD_REQUIRE_TOKEN: "true",
      KEY_MODE: "auto",
      INFERSHIELD_LIMITS_BODY_BYTES: "1000",
    };
    expect(await load({ env })).toMatchObject({
      allowedHosts: ["gateway.example:8000", "other.example"],
      requireToken: true,
      keyMode: "auto",
      limits: { bodyBytes: 1000 },
    });
  });

  test("provider variables reach built-in providers and those of the file", async () => {
    const config = await load({
      yaml: "providers:\n  my-llm:\n    dialect: openai\n",
      env: { INFERSHIELD_OPENAI_BASE_URL: "https://llm.example/v1", INFERSHIELD_MY_LLM_CLIENT_ID: "abc" },
    });
    expect(config.providers["openai"]).toEqual({ baseUrl: "https://llm.example/v1" });
    expect(config.providers["my-llm"]).toEqual({ dialect: "openai", clientId: "abc" });
  });

  test("API keys of the environment are kept as secrets by provider", async () => {
    const config = await load({ env: { OPENAI_API_KEY: "sk-one", GEMINI_API_KEY: "g-two" } });
    expect(config.environmentKeys.get("openai")?.reveal()).toBe("sk-one");
    expect(config.environmentKeys.get("google")?.reveal()).toBe("g-two");
    expect(JSON.stringify([...config.environmentKeys])).not.toContain("sk-one");
  });

  test("an InferShield token is never taken for a provider's key", async () => {
    const token = `ifsp_${"0".repeat(49)}`;
    const config = await load({ env: { GEMINI_API_KEY: token, OPENAI_API_KEY: "sk-one" } });
    expect([...config.environmentKeys.keys()]).toEqual(["openai"]);
    expect(config.warnings).toEqual([expect.stringContaining("GEMINI_API_KEY")]);
    expect(config.warnings[0]).not.toContain(token);
  });

  test("the master key leaves the environment once it is read", async () => {
    const env: Record<string, string | undefined> = {
      INFERSHIELD_HOME: home,
      INFERSHIELD_MASTER_KEY: "a long pass phrase",
    };
    const config = await loadConfig({ env, homedir: "/nowhere" });
    expect(config.masterKey?.reveal()).toBe("a long pass phrase");
    expect(env).not.toHaveProperty("INFERSHIELD_MASTER_KEY");
  });

  test("a variable that nobody reads is warned about by name, without its value", async () => {
    const { warnings } = await load({ env: { INFERSHIELD_PROT: "9000" } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("INFERSHIELD_PROT");
    expect(warnings[0]).not.toContain("9000");
  });

  test.each<[string, Given, string]>([
    ["an unknown key of the file", { yaml: "prot: 9000\n" }, "INVALID_CONFIG"],
    ["an unknown nested key", { yaml: "limits:\n  bodySize: 1\n" }, "INVALID_CONFIG"],
    ["a file that is no mapping", { yaml: "- a\n- b\n" }, "INVALID_CONFIG"],
    ["a file that is no YAML", { yaml: "a: [1\n" }, "INVALID_CONFIG"],
    ["a port that is no number", { env: { INFERSHIELD_PORT: "80a" } }, "INVALID_CONFIG"],
    ["a port out of range", { env: { INFERSHIELD_PORT: "70000" } }, "INVALID_CONFIG"],
    ["an unknown key mode", { env: { KEY_MODE: "srever" } }, "INVALID_CONFIG"],
    ["a boolean that is none", { env: { INFERSHIELD_REQUIRE_TOKEN: "yes" } }, "INVALID_CONFIG"],
    ["a certificate without its key", { env: { INFERSHIELD_TLS_CERT: "/x/cert.pem" } }, "INVALID_CONFIG"],
    [
      "a detection service by another protocol than http",
      { env: { FIREWALL_ENDPOINT: "ftp://127.0.0.1" } },
      "INVALID_CONFIG",
    ],
    ["a bind beyond loopback without TLS", { env: { INFERSHIELD_HOST: "0.0.0.0" } }, "INSECURE_BIND"],
    [
      "a detection service reached in clear over a network",
      { env: { FIREWALL_ENDPOINT: "http://scan.example" } },
      "INVALID_CONFIG",
    ],
    ["an admin port beyond loopback without TLS", { env: { ...team, INFERSHIELD_ADMIN_HOST: "::" } }, "INSECURE_BIND"],
    [
      "an admin port beyond loopback that asks for no token",
      { env: { INFERSHIELD_ADMIN_HOST: "::", INFERSHIELD_BEHIND_PROXY: "true" } },
      "INSECURE_BIND",
    ],
    ["a PostgreSQL database", { env: { ...team, INFERSHIELD_DATABASE_URL: "postgres://db/x" } }, "NOT_IN_THIS_VERSION"],
    ["a database of another kind", { env: { ...team, INFERSHIELD_DATABASE_URL: "mysql://db/x" } }, "INVALID_CONFIG"],
    ["a database that is a host", { env: { ...team, INFERSHIELD_DATABASE_URL: "sqlite://db/x" } }, "INVALID_CONFIG"],
    ["a database for a single user", { env: { INFERSHIELD_DATABASE_URL: "sqlite:/x/y.db" } }, "INVALID_CONFIG"],
  ])("%s is refused with its code", async (_, given, code) => {
    expect(await codeOf(given)).toBe(code);
  });

  test("a team's database lies in the home unless it is told otherwise; a single user has none", async () => {
    expect((await load({})).databaseFile).toBeUndefined();
    expect((await load({ env: team })).databaseFile).toBe(join(home, "infershield.db"));
    const elsewhere = await load({ env: { ...team, INFERSHIELD_DATABASE_URL: "sqlite:/srv/team.db" } });
    expect(elsewhere.databaseFile).toBe("/srv/team.db");
  });

  test("a bind beyond loopback is accepted behind a proxy that ends TLS", async () => {
    const config = await load({ env: { INFERSHIELD_HOST: "0.0.0.0", INFERSHIELD_BEHIND_PROXY: "true" } });
    expect(config.host).toBe("0.0.0.0");
  });

  test("a file named on the command line must exist", async () => {
    const missing = loadConfig({
      env: { INFERSHIELD_HOME: home },
      homedir: "/nowhere",
      file: join(home, "absent.yaml"),
    });
    await expect(missing).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });

  test("an error names the setting and not its value", async () => {
    const failed = load({ yaml: "keyMode: hunter2hunter2\n" });
    await expect(failed).rejects.toThrow(/keyMode/);
    await expect(failed).rejects.not.toThrow(/hunter2/);
  });
});
