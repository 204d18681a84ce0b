import type { ClientSetup } from "./client-setup.ts";

/** JetBrains AI Assistant: an OpenAI-compatible provider, entered in the IDE's settings; there is no file to edit. */
export const jetbrainsSetup: ClientSetup = {
  client: "jetbrains",
  form: ({ proxyUrl }) => ({
    Place: "Settings, Tools, AI Assistant, Models & API keys",
    Provider: "OpenAI-compatible",
    URL: `${proxyUrl}/v1`,
  }),
  notes: [
    "Assign its models to the features you use on the same page; local completion keeps JetBrains' own models.",
    "Junie and other agents of JetBrains sign in to JetBrains' service and do not go through it.",
  ],
};
