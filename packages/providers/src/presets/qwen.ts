import { bearer } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** Qwen: device flow with PKCE, HTTP 429 as slow_down. The API host of an account may differ: set INFERSHIELD_QWEN_BASE_URL then. */
export const qwen: Provider = {
  name: "qwen",
  displayName: "Qwen",
  baseUrl: "https://portal.qwen.ai/v1",
  operations: { chat_completions: "/chat/completions", models: "/models" },
  credentials: { oauth: bearer, api_key: bearer, environment: bearer, client: bearer },
  environmentVariables: ["QWEN_API_KEY"],
  signIn: {
    flow: "device",
    server: {
      issuer: "https://chat.qwen.ai",
      deviceAuthorizationEndpoint: "https://chat.qwen.ai/api/v1/oauth2/device/code",
      tokenEndpoint: "https://chat.qwen.ai/api/v1/oauth2/token",
    },
    scopes: ["openid", "profile", "email", "model.completion"],
    verificationHosts: [],
    deviations: { pkce: true, slowDownStatuses: [429] },
    terminalRefreshErrors: ["invalid_grant"],
    registerHelp:
      "Set INFERSHIELD_QWEN_CLIENT_ID to a client id that Qwen gave you, or store an API key with --with-token.",
  },
  termsOfUse: { stance: "operator_decides", note: "Third-party sign-in is not documented." },
};
