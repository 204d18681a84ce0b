import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "@infershield/instance";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyLoginFlags } from "../src/auth/apply-login-flags.ts";
import { runEach } from "./run-cli.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-flags-"));
});
afterEach(() => rm(home, { recursive: true }));

const configOf = (providers: object): Promise<Config> =>
  loadConfig({ env: { INFERSHIELD_HOME: home }, homedir: home, flags: { providers } });

describe("flags of a login that change its provider", () => {
  test("a client id is used for this login where the server stays the same", async () => {
    const { providers } = await applyLoginFlags(await configOf({}), "github", { clientId: "mine" });
    expect(providers).toEqual({ github: { clientId: "mine" } });
  });

  test("a host is accepted when it is the configured one", async () => {
    const config = await configOf({ github: { host: "octocorp.ghe.com", clientId: "ours" } });
    const { providers } = await applyLoginFlags(config, "github", { host: "octocorp.ghe.com", clientId: "mine" });
    expect(providers).toEqual({ github: { host: "octocorp.ghe.com", clientId: "mine" } });
  });

  test.each([
    ["github", { host: "octocorp.ghe.com" }, "INVALID_USAGE", "providers: { github: { host: octocorp.ghe.com } }"],
    // A client id means the device flow of OpenAI, whose tokens the configured browser sign-in could not refresh.
    ["openai", { clientId: "mine" }, "INVALID_USAGE", "providers: { openai: { clientId: mine } }"],
    ["oidc", { clientId: "mine" }, "NOT_CONFIGURED", "INFERSHIELD_OIDC_ISSUER"],
    ["anthropic", { clientId: "mine" }, "INVALID_PROVIDER", ""],
    ["anthropic", { host: "octocorp.ghe.com" }, "INVALID_PROVIDER", ""],
  ])("at %s, %j alone is %s", async (name, flags, code, hint) => {
    const refused = applyLoginFlags(await configOf({}), name, flags);
    await expect(refused).rejects.toMatchObject({ code });
    if (hint !== "") await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
  });
});

describe("auth login", () => {
  test("says how to register where a client id is needed, how to sign in to a server first, and that flags name no other server", async () => {
    await writeFile(join(home, "infershield.yaml"), "providers: {}\n");
    const env = { HOME: home, INFERSHIELD_HOME: join(home, "home"), INFERSHIELD_LOG_LEVEL: "silent" };
    const [github, server, host] = await runEach(
      [
        ["auth", "login", "github"],
        ["auth", "login", "--server", "https://infershield.example", "github"],
        ["auth", "login", "--host", "octocorp.ghe.com", "github"],
      ],
      env,
    );
    expect(github?.stderr).toContain("[SIGN_IN_UNAVAILABLE]");
    expect(github?.stderr).toContain("Register an OAuth App at https://github.com/settings/developers");
    expect(server).toMatchObject({ code: 3, stderr: expect.stringContaining("infershield login --server") });
    expect(host).toMatchObject({ code: 2, stderr: expect.stringContaining("host: octocorp.ghe.com") });
  });
});
