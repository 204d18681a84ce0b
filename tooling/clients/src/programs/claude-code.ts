import { join } from "node:path";
import type { Client } from "../client.ts";

/** How Claude Code is asked one question. */
export const claudeCode: Client = {
  name: "claude-code",
  packageName: "@anthropic-ai/claude-code",
  version: "2.1.330",
  upstreamCalls: ["POST /v1/messages?beta=true"],
  shell: { tool: "Bash", argument: "command" },
  program: ({ gateway, token, installed, prompt }) => ({
    // Without its install script the launcher does not know its binary.
    command: [
      join(installed, `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`),
      "-p",
      prompt,
    ],
    env: {
      ANTHROPIC_BASE_URL: gateway,
      ANTHROPIC_AUTH_TOKEN: token,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
    },
  }),
};
