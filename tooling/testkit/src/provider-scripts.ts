import type { Script } from "./fake-authorization-server.ts";

/**
 * What providers' authorization servers were seen to answer where they leave the standard, as scripts for the fake authorization server. Nothing here
 * talks to a provider, and a provider may have changed since.
 */
export interface ProviderScript {
  readonly devicePath: string;
  readonly tokenPath: string;
  readonly revocationPath?: string;
  /** A sign-in that is approved after a few polls, then a refresh and a revocation where the provider has them. */
  readonly approved: Script;
  /** Answer of the token endpoint (or of the poll endpoint) when the person refuses. */
  readonly refused: { readonly status: number; readonly body: object };
}

/** A JWT whose signature nobody checks, made of an object. */
export function unsignedJwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** Errors with HTTP 200, a new interval with slow_down, scopes with commas, no lifetime, no revocation endpoint. */
const github: ProviderScript = {
  devicePath: "/login/device/code",
  tokenPath: "/login/oauth/access_token",
  approved: {
    "/login/device/code": [
      {
        body: {
          device_code: "github-device-code",
          user_code: "D679-A533",
          verification_uri: "https://github.com/login/device",
          expires_in: 899,
          interval: 5,
        },
      },
    ],
    "/login/oauth/access_token": [
      { body: { error: "authorization_pending", error_description: "The authorization request is still pending." } },
      { body: { error: "slow_down", error_description: "Too many requests.", interval: 10 } },
      { body: { access_token: "gho_example", token_type: "bearer", scope: "read:user,gist" } },
      { body: { error: "bad_refresh_token", error_description: "The refresh token passed is incorrect or expired." } },
    ],
  },
  refused: { status: 200, body: { error: "access_denied" } },
};

/** Not RFC 8628: JSON requests, an interval as text, no lifetime, 403 and 404 while pending, an authorization code at the end, nested errors. */
const codex: ProviderScript = {
  devicePath: "/api/accounts/deviceauth/usercode",
  tokenPath: "/oauth/token",
  revocationPath: "/oauth/revoke",
  approved: {
    "/api/accounts/deviceauth/usercode": [
      { body: { device_auth_id: "codex-device-id", usercode: "ABCD-12345", interval: "5" } },
    ],
    "/api/accounts/deviceauth/token": [
      { status: 403, body: { error: { code: "deviceauth_authorization_unknown", message: "Not yet." } } },
      { status: 404, body: "" },
      { body: { authorization_code: "codex-code", code_challenge: "challenge", code_verifier: "codex-verifier" } },
    ],
    "/oauth/token": [
      {
        body: {
          id_token: unsignedJwt({
            iss: "https://auth.openai.com",
            aud: "codex-client",
            sub: "user-1",
            email: "kim@example.com",
          }),
          access_token: unsignedJwt({ exp: 1_900_000_000 }),
          refresh_token: "codex-refresh",
        },
      },
      {
        status: 401,
        body: { error: { code: "refresh_token_reused", message: "Your refresh token was already used." } },
      },
    ],
    "/oauth/revoke": [{ status: 204 }],
  },
  refused: { status: 400, body: { error: { code: "access_denied" } } },
};

/** A page on another host, its own names for errors, no complete address. */
const entra: ProviderScript = {
  devicePath: "/tenant/oauth2/v2.0/devicecode",
  tokenPath: "/tenant/oauth2/v2.0/token",
  approved: {
    "/tenant/oauth2/v2.0/devicecode": [
      {
        body: {
          device_code: "entra-device-code",
          user_code: "EXYZ12345",
          verification_uri: "https://microsoft.com/devicelogin",
          expires_in: "900",
          interval: "5",
          message: "To sign in, open the page and enter the code.",
        },
      },
    ],
    "/tenant/oauth2/v2.0/token": [
      { status: 400, body: { error: "authorization_pending", error_codes: [70016] } },
      {
        body: {
          access_token: "entra-access",
          token_type: "Bearer",
          expires_in: "3599",
          refresh_token: "entra-refresh",
        },
      },
      { body: { access_token: "entra-access-2", token_type: "Bearer", expires_in: 3599 } },
    ],
  },
  refused: { status: 400, body: { error: "authorization_declined", error_codes: [70018] } },
};

/** `verification_url`, 428 while pending, 403 for slow_down, a client secret. */
const google: ProviderScript = {
  devicePath: "/device/code",
  tokenPath: "/token",
  revocationPath: "/revoke",
  approved: {
    "/device/code": [
      {
        body: {
          device_code: "google-device-code",
          user_code: "GQVQ-JKEC",
          verification_url: "https://www.google.com/device",
          expires_in: 1_800,
          interval: 5,
        },
      },
    ],
    "/token": [
      { status: 428, body: { error: "authorization_pending", error_description: "Precondition Required" } },
      { status: 403, body: { error: "slow_down", error_description: "Forbidden" } },
      {
        body: {
          access_token: "google-access",
          token_type: "Bearer",
          expires_in: 3_599,
          refresh_token: "google-refresh",
        },
      },
    ],
    "/revoke": [{ body: {} }],
  },
  refused: { status: 403, body: { error: "access_denied", error_description: "Forbidden" } },
};

/** HTTP 200 while pending, required device headers. */
const kimi: ProviderScript = {
  devicePath: "/api/oauth/device_authorization",
  tokenPath: "/api/oauth/token",
  approved: {
    "/api/oauth/device_authorization": [
      {
        body: {
          device_code: "kimi-device-code",
          user_code: "KIMI-CODE",
          verification_uri: "https://auth.kimi.com/device",
          verification_uri_complete: "https://auth.kimi.com/device?user_code=KIMI-CODE",
          expires_in: 600,
          interval: 5,
        },
      },
    ],
    "/api/oauth/token": [
      { body: { error: "authorization_pending" } },
      { body: { access_token: "kimi-access", token_type: "Bearer", expires_in: 900, refresh_token: "kimi-refresh" } },
    ],
  },
  refused: { status: 200, body: { error: "access_denied" } },
};

/** PKCE, no interval, 429 for slow_down, a field of its own in the token answer. */
const qwen: ProviderScript = {
  devicePath: "/api/v1/oauth2/device/code",
  tokenPath: "/api/v1/oauth2/token",
  approved: {
    "/api/v1/oauth2/device/code": [
      {
        body: {
          device_code: "qwen-device-code",
          user_code: "QWEN-CODE",
          verification_uri: "https://chat.qwen.ai/authorize",
          expires_in: 900,
        },
      },
    ],
    "/api/v1/oauth2/token": [
      { status: 400, body: { error: "authorization_pending" } },
      { status: 429, body: { error: "slow_down" } },
      {
        body: {
          access_token: "qwen-access",
          token_type: "Bearer",
          expires_in: 21_600,
          refresh_token: "qwen-refresh",
          resource_url: "portal.qwen.ai",
        },
      },
      { status: 401, body: { error: "invalid_grant" } },
    ],
  },
  refused: { status: 400, body: { error: "access_denied" } },
};

/** A complete address, its own name for a refusal. */
const xai: ProviderScript = {
  devicePath: "/oauth2/device/code",
  tokenPath: "/oauth2/token",
  approved: {
    "/oauth2/device/code": [
      {
        body: {
          device_code: "xai-device-code",
          user_code: "XAI1-XAI2",
          verification_uri: "https://accounts.x.ai/oauth2/device",
          verification_uri_complete: "https://accounts.x.ai/oauth2/device?user_code=XAI1-XAI2",
          expires_in: 1_800,
          interval: 5,
        },
      },
    ],
    "/oauth2/token": [
      { status: 400, body: { error: "authorization_pending" } },
      { body: { access_token: "xai-access", token_type: "Bearer", expires_in: 21_600, refresh_token: "xai-refresh" } },
    ],
  },
  refused: { status: 400, body: { error: "authorization_denied" } },
};

/**
 * Sign in with ChatGPT, a sign-in in a browser: its first visit names a client that is not registered and comes back with the client id issued to it.
 * Refreshes rotate; a third one is refused in a nested error.
 */
export const chatGptSignIn: Script = {
  "/api/accounts/authorize": [
    ({ fields }) => {
      const back = new URL(String(fields["redirect_uri"]));
      back.searchParams.set("code", "chatgpt-code");
      back.searchParams.set("state", String(fields["state"]));
      if (fields["client_id"] === "dynamic_agent_client") back.searchParams.set("client_id", "oaiapp_example");
      return { status: 302, headers: { location: back.href } };
    },
  ],
  "/api/accounts/oauth/token": [
    ({ fields }, earlier) => {
      const visit = earlier.findLast(({ path }) => path === "/api/accounts/authorize")?.fields;
      return {
        body: {
          access_token: "chatgpt-access-1",
          token_type: "Bearer",
          expires_in: 3_600,
          refresh_token: "chatgpt-refresh-1",
          scope: visit?.["scope"],
          id_token: unsignedJwt({
            iss: "https://auth.openai.com",
            aud: fields["client_id"],
            sub: "user-1",
            email: "kim@example.com",
            nonce: visit?.["nonce"],
          }),
        },
      };
    },
    {
      body: {
        access_token: "chatgpt-access-2",
        token_type: "Bearer",
        expires_in: 3_600,
        refresh_token: "chatgpt-refresh-2",
      },
    },
    { status: 401, body: { error: { code: "refresh_token_reused", message: "Your refresh token was already used." } } },
  ],
  "/api/accounts/oauth/revoke": [{ body: {} }],
};

/** The scripts by provider. */
export const providerScripts: Readonly<
  Record<"codex" | "entra" | "github" | "google" | "kimi" | "qwen" | "xai", ProviderScript>
> = {
  codex,
  entra,
  github,
  google,
  kimi,
  qwen,
  xai,
};
