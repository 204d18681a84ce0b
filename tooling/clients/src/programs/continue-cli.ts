import { join } from "node:path";
import type { Client } from "../client.ts";

/** How Continue's command line is asked one question. */
export const continueCli: Client = {
  name: "continue",
  packageName: "@continuedev/cli",
  version: "1.5.47",
  upstreamCalls: ["POST /v1/chat/completions"],
  shell: { tool: "Bash", argument: "command" },
  program: ({ gateway, token, home, installed, prompt }) => ({
    command: [join(installed, "node_modules/.bin/cn"), "-p", "--config", join(home, "config.yaml"), prompt],
    env: { CONTINUE_TELEMETRY_ENABLED: "0", CONTINUE_CLI_AUTO_UPDATED: "1" },
    files: {
      "config.yaml": `name: test
version: 1.0.0
schema: v1
models:
  - name: gpt-4o
    provider: openai
    model: gpt-4o
    apiBase: ${gateway}/v1
    apiKey: ${token}
    roles: [chat]
`,
    },
  }),
};
