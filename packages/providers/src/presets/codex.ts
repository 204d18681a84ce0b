import { bearer } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/**
 * The device login of OpenAI's Codex, which is not RFC 8628: JSON requests, 403 and 404 while pending, and an authorization code as the
 * answer. The API also wants the person's account id in a header, which is not sent: the preset signs in, but its API is unverified.
 */
export const codex: Provider = {
  name: "codex",
  displayName: "OpenAI Codex (ChatGPT)",
  baseUrl: "https://chatgpt.com/backend-api/codex",
  operations: { responses: "/responses", responses_compact: "/responses/compact", models: "/models" },
  credentials: { oauth: bearer, client: bearer },
  environmentVariables: [],
  signIn: {
    flow: "device",
    server: {
      issuer: "https://auth.openai.com",
      deviceAuthorizationEndpoint: "https://auth.openai.com/api/accounts/deviceauth/usercode",
      tokenEndpoint: "https://auth.openai.com/oauth/token",
      revocationEndpoint: "https://auth.openai.com/oauth/revoke",
    },
    scopes: [],
    verificationHosts: [],
    deviations: {
      jsonRequests: ["device_authorization", "device_poll", "revocation"],
      fieldAliases: { device_auth_id: "device_code", usercode: "user_code" },
      pendingStatuses: [403, 404],
      verificationUri: "https://auth.openai.com/codex/device",
      defaultExpiresInSeconds: 900,
      codeExchange: {
        pollEndpoint: "https://auth.openai.com/api/accounts/deviceauth/token",
        redirectUri: "https://auth.openai.com/deviceauth/callback",
      },
    },
    terminalRefreshErrors: [
      "invalid_grant",
      "refresh_token_expired",
      "refresh_token_reused",
      "refresh_token_invalidated",
      "invalid_refresh_token",
      "app_session_terminated",
    ],
    manageUrl: "https://chatgpt.com/#settings/Security",
    registerHelp:
      "There is no public registration for this login. Set INFERSHIELD_CODEX_CLIENT_ID only if OpenAI lets you use a client id; an administrator of the workspace must allow device login.",
  },
  termsOfUse: {
    stance: "operator_decides",
    note: "Using the client id of another program means acting as that program.",
  },
};
