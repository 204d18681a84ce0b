import { dialects } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/** xAI: an OpenAI-shaped API; sign-in by discovery. */
export const xai: Provider = {
  name: "xai",
  displayName: "xAI",
  telemetryName: "x_ai",
  baseUrl: "https://api.x.ai/v1",
  ...dialects.openai,
  environmentVariables: ["XAI_API_KEY"],
  signIn: {
    flow: "device",
    issuer: "https://auth.x.ai",
    scopes: ["openid", "profile", "email", "offline_access", "api:access"],
    verificationHosts: ["accounts.x.ai"],
    deviations: { errorAliases: { authorization_denied: "access_denied" } },
    terminalRefreshErrors: ["invalid_grant"],
    registerHelp:
      "Set INFERSHIELD_XAI_CLIENT_ID to a client id that xAI gave you, or store an API key with --with-token.",
  },
  termsOfUse: { stance: "operator_decides", note: "API keys are documented; third-party sign-in is not." },
};
