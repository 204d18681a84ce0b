import type { ClientSetup } from "./client-setup.ts";

/** GitHub Copilot CLI with a provider of one's own: variables only, chat completions. */
export const copilotCliSetup: ClientSetup = {
  client: "copilot-cli",
  tokenVariable: "COPILOT_PROVIDER_BEARER_TOKEN",
  variables: ({ proxyUrl, model }) => ({
    COPILOT_OFFLINE: "true",
    COPILOT_PROVIDER_BASE_URL: `${proxyUrl}/v1`,
    COPILOT_PROVIDER_TYPE: "openai",
    COPILOT_PROVIDER_WIRE_API: "completions",
    COPILOT_MODEL: model,
  }),
  notes: ["Models that GitHub itself hosts are not reached this way; their requests do not pass InferShield."],
};
