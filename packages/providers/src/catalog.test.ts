import { describe, expect, test } from "vitest";
import { builtInProviders } from "./built-in.ts";
import { type ProviderCatalogOptions, providerCatalog } from "./catalog.ts";
import { ProviderError } from "./error.ts";
import type { Provider } from "./provider.ts";

function codeOf(options: ProviderCatalogOptions, name = "openai"): string {
  try {
    providerCatalog(options).get(name);
    return "ok";
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    return error instanceof ProviderError ? error.code : "";
  }
}

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

describe("OpenAI", () => {
  const configured = { openai: { clientId: "abc" } };

  test("is signed in to with ChatGPT in a browser, for the Responses API only, as a program that has no client id yet", () => {
    const { signIn, credentials } = providerCatalog().get("openai");
    expect(signIn).toMatchObject({
      flow: "browser",
      server: { authorizationEndpoint: "https://auth.openai.com/api/accounts/authorize" },
      parameters: { resource: "https://api.openai.com/v1" },
      deviations: { issuedClientId: { insteadOf: "dynamic_agent_client" } },
    });
    for (const scope of signIn?.requiredScopes ?? []) expect(signIn?.scopes).toContain(scope);
    expect(credentials.oauth?.serves).toEqual(["responses"]);
    expect(credentials.api_key?.serves).toBe("all");
  });

  test("is signed in to by device flow with a configured client id, for everything", () => {
    const { signIn, credentials } = providerCatalog({ overrides: configured }).get("openai");
    expect(signIn).toMatchObject({ flow: "device", clientId: "abc", scopes: ["api.read", "api.write"] });
    expect(credentials.oauth?.serves).toBe("all");
  });

  test.each([
    ["on this machine only", {}, false, true],
    ["reachable from others", {}, true, false],
    ["reachable from others, approved by OpenAI", { openai: { remoteApproved: true } }, true, true],
    ["reachable from others, by device flow", configured, true, true],
    [
      "with another API address on this machine only",
      { openai: { baseUrl: "https://eu.example.com/v1" } },
      false,
      true,
    ],
    ["with another API address and reachable", { openai: { baseUrl: "https://eu.example.com/v1" } }, true, false],
  ])("takes sign-in tokens when the gateway is %s: %#", (_, overrides, reachable, expected) => {
    const { credentials } = providerCatalog({ overrides, reachable }).get("openai");
    expect(credentials.oauth !== undefined).toBe(expected);
    expect(credentials.api_key).toBeDefined();
  });
});

/** A built-in provider as an operator could have written it. */
function described({ signIn, displayName, baseUrl, operations, credentials, environmentVariables }: Provider) {
  const { server, registerHelp: _, ...rest } = signIn ?? {};
  return {
    ...{ name: "copy", displayName, baseUrl, operations, credentials, environmentVariables, ...rest },
    ...(server && {
      issuer: server.issuer,
      deviceEndpoint: server.deviceAuthorizationEndpoint,
      authorizationEndpoint: server.authorizationEndpoint,
      tokenEndpoint: server.tokenEndpoint,
      revocationEndpoint: server.revocationEndpoint,
    }),
  };
}

describe("infershield.yaml", () => {
  const usable = builtInProviders.filter(({ requires }) => requires === undefined);

  test.each(usable.map((provider) => [provider.name, provider] as const))(
    "could describe %s, every field of its sign-in included",
    (_, provider) => {
      const { signIn, credentials, baseUrl, operations } = providerCatalog({ custom: [described(provider)] }).get(
        "copy",
      );
      const { registerHelp: __, ...expected } = provider.signIn ?? {};
      if (provider.signIn === undefined) expect(signIn).toBeUndefined();
      else expect(signIn).toEqual(expected);
      expect({ credentials, baseUrl, operations }).toEqual({
        credentials: provider.credentials,
        baseUrl: provider.baseUrl,
        operations: provider.operations,
      });
    },
  );

  test.each([
    ["a misspelt deviation", { deviations: { issuedClientId: { insteadof: "x" } } }],
    ["no address to start at", { authorizationEndpoint: undefined }],
    ["another kind of flow", { flow: "password" }],
    ["a path that climbs", { redirectPath: "/../x" }],
    ["a scope with a line end", { requiredScopes: ["a\nb"] }],
  ])("is refused with %s", (_, change) => {
    const custom = [{ ...described(providerCatalog().get("openai")), ...change }];
    expect(codeOf({ custom }, "copy")).toBe("INVALID_PROVIDER");
  });
});

describe("GitHub on an enterprise's own host", () => {
  test("talks to that host alone", () => {
    const { baseUrl, signIn } = providerCatalog({ overrides: { github: { host: "octocorp.ghe.com" } } }).get("github");
    expect(baseUrl).toBe("https://copilot-api.octocorp.ghe.com");
    expect(signIn?.server).toEqual({
      issuer: "https://octocorp.ghe.com",
      deviceAuthorizationEndpoint: "https://octocorp.ghe.com/login/device/code",
      tokenEndpoint: "https://octocorp.ghe.com/login/oauth/access_token",
    });
    expect(JSON.stringify(signIn?.server)).not.toContain("github.com");
    expect(signIn?.manageUrl).toBe("https://octocorp.ghe.com/settings/applications");
  });

  test.each([
    [{ github: { host: "octocorp.ghe.com/x" } }, "INVALID_PROVIDER"],
    [{ github: { host: "user@octocorp.ghe.com" } }, "INVALID_PROVIDER"],
    [{ github: { host: "127.0.0.1" } }, "FORBIDDEN_UPSTREAM"],
    [{ openai: { host: "octocorp.ghe.com" } }, "INVALID_PROVIDER"],
    [{ anthropic: { host: "octocorp.ghe.com" } }, "INVALID_PROVIDER"],
  ])("%j is %s", (overrides, expected) => {
    expect(codeOf({ overrides }, Object.keys(overrides)[0])).toBe(expected);
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
