import { join } from "node:path";
import type { Client } from "../client.ts";

/** How Gemini CLI is asked one question. */
export const geminiCli: Client = {
  name: "gemini-cli",
  packageName: "@google/gemini-cli",
  version: "0.61.0",
  // The first asks a small model which model should answer.
  upstreamCalls: [
    "POST /v1beta/models/gemini-3.5-flash-lite:generateContent",
    "POST /v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse",
  ],
  shell: { tool: "run_shell_command", argument: "command" },
  program: ({ gateway, token, installed, prompt }) => ({
    command: [join(installed, "node_modules/.bin/gemini"), "--skip-trust", "-p", prompt],
    env: { GOOGLE_GEMINI_BASE_URL: gateway, GEMINI_API_KEY: token },
    files: {
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      }),
    },
  }),
};
