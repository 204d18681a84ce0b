import { join } from "node:path";
import type { Client } from "../client.ts";

/** How OpenCode is asked one question. */
export const opencode: Client = {
  name: "opencode",
  packageName: "opencode-ai",
  version: "1.18.33",
  // The first asks for a title of the session.
  upstreamCalls: ["POST /v1/chat/completions", "POST /v1/chat/completions"],
  shell: { tool: "bash", argument: "command" },
  program: ({ gateway, token, installed, prompt }) => ({
    // Without its install script the launcher does not know its binary.
    command: [
      join(installed, `node_modules/opencode-${process.platform}-${process.arch}/bin/opencode`),
      "run",
      "--model",
      "infershield/gpt-test",
      prompt,
    ],
    env: {
      INFERSHIELD_TOKEN: token,
      OPENCODE_DISABLE_AUTOUPDATE: "true",
      OPENCODE_DISABLE_MODELS_FETCH: "true",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "true",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "true",
    },
    files: {
      ".config/opencode/opencode.json": JSON.stringify({
        autoupdate: false,
        share: "disabled",
        provider: {
          infershield: {
            npm: "@ai-sdk/openai-compatible",
            name: "InferShield",
            options: { baseURL: `${gateway}/v1`, apiKey: "{env:INFERSHIELD_TOKEN}" },
            models: { "gpt-test": { name: "Test" } },
          },
        },
      }),
    },
  }),
};
