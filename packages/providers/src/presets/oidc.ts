import { dialects } from "../dialects.ts";
import type { Provider } from "../provider.ts";
import { unconfiguredBaseUrl } from "../unconfigured.ts";

/** Any OpenAI-shaped API behind any OpenID provider with a device flow. Everything else comes from discovery. */
export const oidc: Provider = {
  name: "oidc",
  displayName: "OpenID Connect",
  baseUrl: unconfiguredBaseUrl,
  requires: ["baseUrl", "issuer", "clientId"],
  ...dialects.openai,
  environmentVariables: [],
  signIn: {
    flow: "device",
    scopes: ["openid", "offline_access"],
    // OpenID Connect Core section 11: without it a server may ignore offline_access and give no refresh token.
    parameters: { prompt: "consent" },
    verificationHosts: [],
    deviations: {},
    terminalRefreshErrors: ["invalid_grant"],
    registerHelp: "Set INFERSHIELD_OIDC_ISSUER, INFERSHIELD_OIDC_CLIENT_ID and INFERSHIELD_OIDC_BASE_URL.",
  },
};
