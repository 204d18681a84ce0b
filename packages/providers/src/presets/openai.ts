import { bearer, dialects } from "../dialects.ts";
import type { Provider } from "../provider.ts";

const registerHelp =
  "Without a client id `infershield auth login openai` signs in with ChatGPT in a browser. Set INFERSHIELD_OPENAI_CLIENT_ID when OpenAI gave you a client for the device flow, or store an API key with `infershield auth login --with-token openai < key.txt`.";

/**
 * OpenAI's API. People sign in with ChatGPT, which OpenAI documents for open-source programs on the person's own machine: a browser, a client id issued
 * to each installation, tokens that serve the Responses API only.
 *
 * The device endpoints are those of the product design; nobody has seen OpenAI serve them, so they are used only when the operator configures a
 * client id, and both can be replaced.
 */
export const openai: Provider = {
  name: "openai",
  displayName: "OpenAI",
  baseUrl: "https://api.openai.com/v1",
  operations: dialects.openai.operations,
  credentials: { ...dialects.openai.credentials, oauth: { ...bearer, serves: ["responses"] } },
  environmentVariables: ["OPENAI_API_KEY"],
  signIn: {
    flow: "browser",
    server: {
      issuer: "https://auth.openai.com",
      authorizationEndpoint: "https://auth.openai.com/api/accounts/authorize",
      tokenEndpoint: "https://auth.openai.com/api/accounts/oauth/token",
      revocationEndpoint: "https://auth.openai.com/api/accounts/oauth/revoke",
    },
    scopes: ["openid", "profile", "email", "offline_access", "resource.invoke", "chatgpt.tokens.use.direct"],
    requiredScopes: ["resource.invoke", "chatgpt.tokens.use.direct"],
    parameters: { resource: "https://api.openai.com/v1" },
    introduction: { agent_name_hint: "InferShield" },
    installationField: "ext_agent_host_id",
    redirectPath: "/auth/callback",
    localOnly: true,
    verificationHosts: [],
    deviations: { issuedClientId: { insteadOf: "dynamic_agent_client" } },
    terminalRefreshErrors: [
      "invalid_grant",
      "refresh_token_expired",
      "refresh_token_reused",
      "refresh_token_invalidated",
    ],
    manageUrl: "https://chatgpt.com/#settings/Security",
    registerHelp,
  },
  whenConfigured: {
    credentials: dialects.openai.credentials,
    signIn: {
      flow: "device",
      server: {
        issuer: "https://api.openai.com",
        deviceAuthorizationEndpoint: "https://api.openai.com/v1/oauth/device/code",
        tokenEndpoint: "https://api.openai.com/v1/oauth/token",
      },
      scopes: ["api.read", "api.write"],
      verificationHosts: ["auth.openai.com", "platform.openai.com"],
      deviations: {},
      terminalRefreshErrors: ["invalid_grant"],
      manageUrl: "https://platform.openai.com/settings",
      registerHelp,
    },
  },
  termsOfUse: {
    stance: "documented",
    note: "API keys, and Sign in with ChatGPT for programs on the person's own machine; a server for others needs OpenAI's approval. Device sign-in is unverified.",
  },
};
