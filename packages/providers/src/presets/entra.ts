import { bearer, dialects, keyHeader } from "../dialects.ts";
import type { Provider } from "../provider.ts";
import { unconfiguredBaseUrl } from "../unconfigured.ts";

/** Azure OpenAI with Microsoft Entra sign-in. The base URL names the operator's own resource. */
export const entra: Provider = {
  name: "entra",
  displayName: "Azure OpenAI (Microsoft Entra)",
  telemetryName: "azure.ai.openai",
  baseUrl: unconfiguredBaseUrl,
  requires: ["baseUrl"],
  operations: dialects.openai.operations,
  credentials: {
    oauth: bearer,
    api_key: keyHeader("api-key"),
    environment: keyHeader("api-key"),
    client: keyHeader("api-key"),
  },
  environmentVariables: ["AZURE_OPENAI_API_KEY"],
  signIn: {
    flow: "device",
    server: {
      issuer: "https://login.microsoftonline.com/organizations/v2.0",
      deviceAuthorizationEndpoint: "https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode",
      tokenEndpoint: "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
    },
    scopes: ["https://cognitiveservices.azure.com/.default", "offline_access"],
    verificationHosts: ["microsoft.com", "www.microsoft.com", "login.microsoft.com"],
    deviations: { errorAliases: { authorization_declined: "access_denied", bad_verification_code: "invalid_grant" } },
    terminalRefreshErrors: ["invalid_grant"],
    manageUrl: "https://myapps.microsoft.com",
    registerHelp:
      "Register an application in Microsoft Entra, allow public client flows, give people the role Cognitive Services OpenAI User, and set INFERSHIELD_ENTRA_CLIENT_ID and INFERSHIELD_ENTRA_BASE_URL (https://<resource>.openai.azure.com/openai/v1).",
  },
  termsOfUse: { stance: "documented", note: "Device sign-in of your own registered application is a documented use." },
};
