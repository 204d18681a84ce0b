import { type Principal, Secret } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import type { NewToken, TokenKey } from "@infershield/token-store";

/** A provider whose authorization server is at `url`. */
export function providerAt(url: string, change: Partial<Provider> = {}): Provider {
  const bearer = { header: "authorization", prefix: "Bearer ", serves: "all" } as const;
  return {
    name: "acme",
    displayName: "Acme",
    baseUrl: "https://api.acme.example/v1",
    operations: { chat_completions: "/chat/completions", responses: "/responses" },
    credentials: { oauth: bearer, api_key: bearer, environment: bearer, client: bearer },
    environmentVariables: ["ACME_API_KEY"],
    signIn: {
      flow: "device",
      server: { issuer: url, tokenEndpoint: `${url}/token`, revocationEndpoint: `${url}/revoke` },
      clientId: "cli",
      scopes: ["llm"],
      verificationHosts: [],
      deviations: {},
      terminalRefreshErrors: ["invalid_grant"],
      allowInsecureLoopback: true,
    },
    ...change,
  };
}

/** A person with a token that may do everything. */
export function person(userId = "alex"): Principal {
  return { kind: "token", tenant: "default", userId, scopes: ["proxy:invoke"], providers: "all" };
}

export const nobody: Principal = {
  kind: "anonymous",
  tenant: "default",
  userId: "anonymous",
  scopes: ["proxy:invoke"],
  providers: "all",
};

export function keyFor(userId = "alex"): TokenKey {
  return { tenant: "default", userId, provider: "acme", account: "work" };
}

/** A stored sign-in with these tokens. */
export function signInOf(
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
  { userId = "alex", expiresAt }: { userId?: string; expiresAt: number },
): NewToken {
  return {
    ...keyFor(userId),
    kind: "oauth",
    state: "active",
    scopes: ["llm"],
    expiresAt,
    clientId: "cli",
    accessToken: new Secret(accessToken),
    refreshToken: new Secret(refreshToken),
  };
}
