import { bearer } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** Kimi Code. Pending polls come with HTTP 200. The vendor's own program sends device headers, which are not imitated. */
export const kimi: Provider = {
  name: "kimi",
  displayName: "Kimi Code",
  baseUrl: "https://api.kimi.com/coding/v1",
  operations: { chat_completions: "/chat/completions", models: "/models" },
  credentials: { oauth: bearer, api_key: bearer, environment: bearer, client: bearer },
  environmentVariables: ["KIMI_API_KEY"],
  signIn: {
    flow: "device",
    server: {
      issuer: "https://auth.kimi.com",
      deviceAuthorizationEndpoint: "https://auth.kimi.com/api/oauth/device_authorization",
      tokenEndpoint: "https://auth.kimi.com/api/oauth/token",
    },
    scopes: [],
    verificationHosts: ["www.kimi.com", "kimi.com"],
    deviations: {},
    terminalRefreshErrors: ["invalid_grant"],
    registerHelp:
      "Set INFERSHIELD_KIMI_CLIENT_ID to a client id that Moonshot AI gave you, or store an API key with --with-token.",
  },
  termsOfUse: { stance: "operator_decides", note: "API keys are documented; third-party sign-in is not." },
};
