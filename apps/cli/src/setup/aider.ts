import type { ClientSetup } from "./client-setup.ts";

/** aider: an OpenAI-compatible address and key from variables. */
export const aiderSetup: ClientSetup = {
  client: "aider",
  tokenVariable: "OPENAI_API_KEY",
  variables: ({ proxyUrl }) => ({ OPENAI_API_BASE: `${proxyUrl}/v1` }),
  notes: [
    "Start it with: aider --model openai/<model>",
    "Start the proxy from another shell: there OPENAI_API_KEY is OpenAI's key.",
  ],
};
