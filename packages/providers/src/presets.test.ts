import { describe, expect, test } from "vitest";
import { codeOf } from "../test/code-of.ts";
import { builtInProviders } from "./built-in.ts";
import { providerCatalog } from "./catalog.ts";
import type { Provider } from "./provider.ts";

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
