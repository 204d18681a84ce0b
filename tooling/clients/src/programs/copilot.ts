import { join } from "node:path";
import type { Client } from "../client.ts";

/** The three wire formats that the Copilot CLI can speak to a provider of one's own. */
const wires = [
  { wire: "completions", call: "POST /v1/chat/completions", path: "/v1", env: { COPILOT_PROVIDER_TYPE: "openai" } },
  {
    wire: "responses",
    call: "POST /v1/responses",
    path: "/v1",
    env: { COPILOT_PROVIDER_TYPE: "openai", COPILOT_PROVIDER_WIRE_API: "responses" },
  },
  { wire: "messages", call: "POST /v1/messages", path: "", env: { COPILOT_PROVIDER_TYPE: "anthropic" } },
] as const;

/** How the Copilot CLI is asked one question, in each of them. */
export const copilots: readonly Client[] = wires.map(({ wire, call, path, env }) => ({
  name: `copilot-${wire}`,
  packageName: "@github/copilot",
  version: "1.0.102",
  upstreamCalls: [call],
  shell: { tool: "bash", argument: "command" },
  program: ({ gateway, token, installed, prompt }) => ({
    command: [join(installed, "node_modules/.bin/copilot"), "-p", prompt, "--no-auto-update"],
    env: {
      ...env,
      COPILOT_OFFLINE: "true",
      COPILOT_AUTO_UPDATE: "false",
      COPILOT_MODEL: "gpt-4o",
      COPILOT_PROVIDER_BASE_URL: `${gateway}${path}`,
      COPILOT_PROVIDER_BEARER_TOKEN: token,
    },
  }),
}));
