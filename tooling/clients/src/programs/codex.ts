import { join } from "node:path";
import type { Client, Place } from "../client.ts";

const common = {
  packageName: "@openai/codex",
  version: "0.169.0",
  upstreamCalls: ["POST /v1/responses"],
  shell: { tool: "exec_command", argument: "cmd" },
} as const;

const settings = `check_for_update_on_startup = false
model = "gpt-5"
[analytics]
enabled = false
[feedback]
enabled = false
[otel]
exporter = "none"
`;

function command({ installed, prompt }: Place): readonly [string, ...string[]] {
  return [join(installed, "node_modules/.bin/codex"), "exec", "--skip-git-repo-check", prompt];
}

/** Codex with a provider of its own in its configuration, as `infershield setup codex` writes it. */
export const codex: Client = {
  ...common,
  name: "codex",
  program: (place) => ({
    command: command(place),
    env: { INFERSHIELD_TOKEN: place.token },
    files: {
      ".codex/config.toml": `model_provider = "infershield"
${settings}
[model_providers.infershield]
name = "InferShield"
base_url = "${place.gateway}/v1"
env_key = "INFERSHIELD_TOKEN"
wire_api = "responses"
`,
    },
  }),
};

/** Codex with its built-in provider sent elsewhere: it tries a WebSocket first. */
export const codexBuiltIn: Client = {
  ...common,
  name: "codex-websocket",
  ownCalls: ["GET /v1/responses 426"],
  program: (place) => ({
    command: command(place),
    env: { CODEX_API_KEY: place.token },
    files: { ".codex/config.toml": `openai_base_url = "${place.gateway}/v1"\n${settings}` },
  }),
};
