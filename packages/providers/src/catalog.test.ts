import { describe, expect, test } from "vitest";
import { codeOf } from "../test/code-of.ts";
import { builtInProviders } from "./built-in.ts";
import { providerCatalog } from "./catalog.ts";

describe("built-in providers", () => {
  test("pass the checks that the operator's own providers must pass", () => {
    for (const provider of builtInProviders) {
      const { name, displayName, baseUrl, operations, credentials, environmentVariables } = provider;
      const definition = { name: `${name}-copy`, displayName, baseUrl, operations, credentials, environmentVariables };
      const problem = baseUrl.endsWith(".invalid") ? "FORBIDDEN_UPSTREAM" : "ok";
      expect([name, codeOf({ custom: [definition] })]).toEqual([name, problem]);
    }
  });

  test("carry no client id, and each sign-in tells how to get one", () => {
    for (const { signIn } of builtInProviders) {
      if (signIn === undefined) continue;
      expect(signIn.clientId).toBeUndefined();
      expect(signIn.registerHelp).toBeTruthy();
      expect(signIn.terminalRefreshErrors).toContain("invalid_grant");
    }
  });

  test("send the four documented keys in the header of their vendor", () => {
    const styles = Object.fromEntries(
      builtInProviders
        .slice(0, 4)
        .map(({ name, environmentVariables, credentials }) => [
          name,
          [environmentVariables.join(" "), credentials.environment?.header, credentials.environment?.prefix],
        ]),
    );
    expect(styles).toEqual({
      openai: ["OPENAI_API_KEY", "authorization", "Bearer "],
      anthropic: ["ANTHROPIC_API_KEY", "x-api-key", ""],
      google: ["GOOGLE_API_KEY GEMINI_API_KEY", "x-goog-api-key", ""],
      cohere: ["COHERE_API_KEY", "authorization", "Bearer "],
    });
  });

  test("that take keys only offer no sign-in", () => {
    const catalog = providerCatalog();
    for (const name of ["anthropic", "google", "cohere"]) {
      expect(catalog.get(name).signIn).toBeUndefined();
      expect(catalog.get(name).credentials.oauth).toBeUndefined();
    }
  });

  test("that need the operator's settings are refused by name until they have them", () => {
    const catalog = providerCatalog();
    expect(catalog.find("entra")).toBeUndefined();
    expect(catalog.list().map(({ name }) => name)).not.toContain("oidc");
    expect(() => catalog.get("oidc")).toThrow(
      expect.objectContaining({
        code: "NOT_CONFIGURED",
        message: expect.stringContaining(
          "INFERSHIELD_OIDC_BASE_URL, INFERSHIELD_OIDC_ISSUER, INFERSHIELD_OIDC_CLIENT_ID",
        ),
      }),
    );
    const resource = "https://mine.openai.azure.com/openai/v1";
    expect(providerCatalog({ overrides: { entra: { baseUrl: resource } } }).get("entra").baseUrl).toBe(resource);
  });
});

describe("an override", () => {
  test("replaces what it names and keeps the rest", () => {
    const overrides = { openai: { clientId: "abc", baseUrl: "https://eu.api.example.com/v1/" } };
    const provider = providerCatalog({ overrides }).get("openai");
    expect(provider.baseUrl).toBe("https://eu.api.example.com/v1");
    expect(provider.signIn).toMatchObject({
      clientId: "abc",
      server: { tokenEndpoint: "https://api.openai.com/v1/oauth/token" },
    });
  });

  test("with an issuer drops the preset's endpoints and hosts", () => {
    const overrides = { openai: { issuer: "https://login.example.com", clientId: "abc" } };
    const { signIn } = providerCatalog({ overrides }).get("openai");
    expect(signIn).toMatchObject({ issuer: "https://login.example.com", clientId: "abc", verificationHosts: [] });
    expect(signIn?.server).toBeUndefined();
  });

  test("with another token endpoint sends nothing to the preset's server any more", () => {
    const github = { deviceEndpoint: "https://ghe.example.com/device", tokenEndpoint: "https://ghe.example.com/token" };
    expect(providerCatalog({ overrides: { github } }).get("github").signIn?.server).toEqual({
      issuer: "https://ghe.example.com",
      deviceAuthorizationEndpoint: "https://ghe.example.com/device",
      tokenEndpoint: "https://ghe.example.com/token",
    });
  });

  test("may point to this machine only with the exact origin, which then may use plain http", () => {
    const overrides = {
      openai: { baseUrl: "http://127.0.0.1:9000/v1", issuer: "http://127.0.0.1:9001", clientId: "abc" },
    };
    expect(codeOf({ overrides })).toBe("FORBIDDEN_UPSTREAM");
    expect(codeOf({ overrides, allowPrivateUpstream: ["http://127.0.0.1:9000"] })).toBe("FORBIDDEN_UPSTREAM");
    const allowPrivateUpstream = ["http://127.0.0.1:9000", "http://127.0.0.1:9001"];
    const provider = providerCatalog({ overrides, allowPrivateUpstream }).get("openai");
    expect(provider.allowPrivateAddress).toBe(true);
    expect(provider.signIn?.allowInsecureLoopback).toBe(true);
  });

  test.each([
    [{ openai: { baseUrl: 1 } }, "INVALID_PROVIDER"],
    [{ openai: { baseURL: "https://a.example.com" } }, "INVALID_PROVIDER"],
    [{ openai: { baseUrl: "https://169.254.169.254" } }, "FORBIDDEN_UPSTREAM"],
    [{ openai: { tokenEndpoint: "https://user@a.example.com/" } }, "FORBIDDEN_UPSTREAM"],
    [{ openai: { tokenEndpoint: "nonsense" } }, "FORBIDDEN_UPSTREAM"],
    [{ openai: { requestHeaders: { authorization: "Bearer x" } } }, "INVALID_PROVIDER"],
    [{ openai: { requestHeaders: { "x-a": "b\r\nhost: evil" } } }, "INVALID_PROVIDER"],
    [{ xai: { tokenEndpoint: "https://a.example.com/token" } }, "INVALID_PROVIDER"],
    [{ anthropic: { clientId: "abc" } }, "INVALID_PROVIDER"],
    [{ nobody: { clientId: "abc" } }, "UNKNOWN_PROVIDER"],
  ])("%j is refused with %s", (overrides, code) => {
    expect(codeOf({ overrides })).toBe(code);
  });
});

describe("a second stage", () => {
  const exchange = {
    url: "https://api.github.com/copilot_internal/v2/token",
    prefix: "token ",
    headers: { "editor-version": "infershield/0.1" },
    fields: { token: "token", expiresAt: "expires_at", refreshIn: "refresh_in", apiBase: "endpoints.api" },
    apiHosts: ["githubcopilot.com"],
  };

  test("is there only when the operator describes it", () => {
    expect(providerCatalog().get("github").exchange).toBeUndefined();
    expect(providerCatalog({ overrides: { github: { exchange } } }).get("github").exchange).toEqual(exchange);
  });

  test.each([
    [{ ...exchange, url: "https://127.0.0.1/token" }, "FORBIDDEN_UPSTREAM"],
    [{ ...exchange, headers: { authorization: "x" } }, "INVALID_PROVIDER"],
    [{ ...exchange, fields: { ...exchange.fields, token: "__proto__.x y" } }, "INVALID_PROVIDER"],
    [{ ...exchange, apiHosts: ["https://x"] }, "INVALID_PROVIDER"],
  ])("is checked: %j is refused with %s", (changed, code) => {
    expect(codeOf({ overrides: { github: { exchange: changed } } })).toBe(code);
  });
});

describe("a provider of the operator's own", () => {
  test("needs only a name and a base URL for an OpenAI-shaped API with keys", () => {
    const custom = [{ name: "acme", baseUrl: "https://llm.acme.example/v1" }];
    const provider = providerCatalog({ custom }).get("acme");
    expect(provider).toMatchObject({ displayName: "acme", operations: { chat_completions: "/chat/completions" } });
    expect(provider.credentials.api_key).toEqual({ header: "authorization", prefix: "Bearer ", serves: "all" });
    expect(provider.signIn).toBeUndefined();
  });

  test("signs in by discovery when it names an issuer and a client id", () => {
    const custom = [
      {
        name: "acme",
        baseUrl: "https://llm.acme.example/v1",
        issuer: "https://id.acme.example",
        clientId: "c",
        scopes: ["llm"],
      },
    ];
    expect(providerCatalog({ custom }).get("acme").signIn).toEqual({
      flow: "device",
      issuer: "https://id.acme.example",
      clientId: "c",
      scopes: ["llm"],
      verificationHosts: [],
      deviations: {},
      terminalRefreshErrors: ["invalid_grant"],
    });
  });

  const acme = { name: "acme", baseUrl: "https://llm.acme.example/v1" };
  test.each([
    [null, "INVALID_PROVIDER"],
    [{ baseUrl: acme.baseUrl }, "INVALID_PROVIDER"],
    [{ ...acme, name: "openai" }, "INVALID_PROVIDER"],
    [{ ...acme, name: "../x" }, "INVALID_PROVIDER"],
    [{ ...acme, unknown: true }, "INVALID_PROVIDER"],
    [{ ...acme, clientId: "c" }, "INVALID_PROVIDER"],
    [{ ...acme, operations: { chat_completions: "/../admin" } }, "INVALID_PROVIDER"],
    [{ ...acme, operations: { chat_completions: "/a?b" } }, "INVALID_PROVIDER"],
    [{ ...acme, credentials: { api_key: { header: "host", prefix: "", serves: "all" } } }, "INVALID_PROVIDER"],
    [{ ...acme, credentials: { api_key: { header: "x-key", prefix: "a\r\n", serves: "all" } } }, "INVALID_PROVIDER"],
    [{ ...acme, baseUrl: "http://llm.acme.example/v1" }, "FORBIDDEN_UPSTREAM"],
    [{ ...acme, issuer: "https://10.0.0.1", clientId: "c" }, "FORBIDDEN_UPSTREAM"],
  ])("%j is refused with %s", (definition, code) => {
    expect(codeOf({ custom: [definition] })).toBe(code);
  });
});
