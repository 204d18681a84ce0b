import { bearer } from "../dialects.ts";
import type { Provider } from "../provider.ts";

/**
 * GitHub Copilot with the operator's own OAuth App. GitHub answers pending polls with HTTP 200 and has no RFC 7009 endpoint; its own
 * revocation takes a list of credentials.
 */
export const github: Provider = {
  name: "github",
  displayName: "GitHub Copilot",
  baseUrl: "https://api.githubcopilot.com",
  operations: {
    chat_completions: "/chat/completions",
    responses: "/responses",
    embeddings: "/embeddings",
    models: "/models",
    messages: "/v1/messages",
  },
  credentials: { oauth: bearer, client: bearer },
  environmentVariables: [],
  signIn: {
    flow: "device",
    server: {
      issuer: "https://github.com",
      deviceAuthorizationEndpoint: "https://github.com/login/device/code",
      tokenEndpoint: "https://github.com/login/oauth/access_token",
      revocationEndpoint: "https://api.github.com/credentials/revoke",
    },
    scopes: ["read:user"],
    verificationHosts: [],
    deviations: { errorAliases: { bad_refresh_token: "invalid_grant" }, revocationBody: "credentials" },
    terminalRefreshErrors: ["invalid_grant", "bad_refresh_token"],
    manageUrl: "https://github.com/settings/applications",
    registerHelp:
      "Register an OAuth App at https://github.com/settings/developers, enable its device flow, and set INFERSHIELD_GITHUB_CLIENT_ID to its client id, or pass it with --client-id.",
  },
  enterprise: {
    baseUrl: "https://copilot-api.{host}",
    server: {
      issuer: "https://{host}",
      deviceAuthorizationEndpoint: "https://{host}/login/device/code",
      tokenEndpoint: "https://{host}/login/oauth/access_token",
    },
    manageUrl: "https://{host}/settings/applications",
  },
  termsOfUse: {
    stance: "operator_decides",
    note: "GitHub documents its Copilot SDK for other programs and has suspended accounts for scripted use of the API itself.",
  },
};
