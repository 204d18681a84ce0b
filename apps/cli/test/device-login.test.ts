import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "@infershield/sandbox";
import { type Script, startFakeAuthorizationServer } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { nextEvent, readEvents, shareProcess, startCli } from "./run-cli.ts";

const run = shareProcess();
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-login-"));
});
afterEach(() => rm(home, { recursive: true }));

function environment(issuer: string, clientId: string): Record<string, string> {
  return {
    HOME: home,
    INFERSHIELD_HOME: join(home, "home"),
    INFERSHIELD_LOG_LEVEL: "silent",
    INFERSHIELD_OIDC_ISSUER: issuer,
    INFERSHIELD_OIDC_CLIENT_ID: clientId,
    INFERSHIELD_OIDC_BASE_URL: issuer,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: issuer,
  };
}

test("two logins at once, approved in the other order, each get their own tokens", async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const env = environment(sandbox.issuer, sandbox.clientId);
  const logins = ["work", "home"].map((account) => {
    const events = readEvents(startCli(["auth", "login", "--json", "--account", account, "oidc"], env));
    return { account, events };
  });
  const codes = await Promise.all(logins.map(({ events }) => nextEvent(events, "code")));
  const login = ["kim@example.com", "alex@example.com"];
  for (const turn of [1, 0]) {
    await sandbox.approve(String(codes[turn]?.["user_code"]), { login: login[turn] ?? "" });
  }
  const ends = await Promise.all(logins.map(({ events }) => nextEvent(events, "success")));
  expect(ends.map(({ account, name }) => [account, name])).toEqual([
    ["work", "kim@example.com"],
    ["home", "alex@example.com"],
  ]);
  const { stdout } = await run(["auth", "list", "--json"], env);
  expect(stdout).toContain("kim@example.com");
  expect(stdout).toContain("alex@example.com");
});

const raw = "\u001b]0;owned\u0007\u001b[31m";

function server(origin: string, answers: { device?: object; token?: object }): Script {
  const device = { device_code: "d", user_code: "ABCD-EFGH", verification_uri: `${origin}/device`, interval: 1 };
  return {
    "/.well-known/openid-configuration": [
      { body: { issuer: origin, device_authorization_endpoint: `${origin}/code`, token_endpoint: `${origin}/token` } },
    ],
    "/code": [{ body: { ...device, expires_in: 60, ...answers.device } }],
    "/token": [{ status: 400, body: { error: "access_denied", ...answers.token } }],
  };
}

describe("nothing that a server says reaches the terminal raw", () => {
  test.each([
    ["a page on another host", { device: { verification_uri: "https://evil.example/raw-path" } }, "UNTRUSTED_URI"],
    ["a page without https", { device: { verification_uri: "http://evil.example/raw-path" } }, "UNTRUSTED_URI"],
    ["a page with a colour sequence", { device: { verification_uri: `https://127.0.0.1/${raw}` } }, "UNTRUSTED_URI"],
    ["a script as a page", { device: { verification_uri: "javascript:raw-path" } }, "UNTRUSTED_URI"],
    [
      "a complete page on another host",
      { device: { verification_uri_complete: "https://evil.example/raw-path" } },
      "UNTRUSTED_URI",
    ],
    ["a code with a colour sequence", { device: { user_code: `AB${raw}` } }, "INVALID_RESPONSE"],
    ["an error with a colour sequence", { token: { error: `denied${raw}` } }, "INVALID_RESPONSE"],
    ["an explanation with a colour sequence", { token: { error_description: `no${raw}` } }, "ACCESS_DENIED"],
  ])("%s", async (_, answers, code) => {
    const fake = await startFakeAuthorizationServer((origin) => server(origin, answers));
    onTestFinished(() => fake.close());
    const { stdout, stderr } = await run(["auth", "login", "oidc"], environment(fake.origin, "client"));
    expect(stderr).toContain(`[${code}]`);
    const shown = stdout + stderr;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(shown).not.toContain("raw-path");
    expect(shown).not.toContain("owned");
  });
});
