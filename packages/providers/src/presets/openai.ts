import { dialects } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/**
 * OpenAI's API. The sign-in endpoints are those of the product design; nobody has seen OpenAI serve them, so they are used only when the
 * operator configures a client id, and both can be replaced.
 */
export const openai: Provider = {
  name: "openai",
  displayName: "OpenAI",
  baseUrl: "https://api.openai.com/v1",
  ...dialects.openai,
  environmentVariables: ["OPENAI_API_KEY"],
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
    registerHelp:
      "OpenAI documents no way to register a device client. Store an API key with `infershield auth login openai --with-token`, or set INFERSHIELD_OPENAI_CLIENT_ID when OpenAI gave you one.",
  },
  termsOfUse: {
    stance: "documented",
    note: "API keys are meant for use by other programs; device sign-in is unverified.",
  },
};
