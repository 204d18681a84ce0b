import { join } from "node:path";
import type { ClientSetup, ClientTarget } from "./client-setup.ts";
import { type JsonSettings, jsonEdit, jsonSnippet } from "./json-edit.ts";

/** OpenCode: an OpenAI-compatible provider of its own in `opencode.json`, which names its models. */
export const opencodeSetup: ClientSetup = {
  client: "opencode",
  tokenVariable: "INFERSHIELD_TOKEN",
  file: {
    path: ({ env, homedir }) => join(env["XDG_CONFIG_HOME"] || join(homedir, ".config"), "opencode", "opencode.json"),
    snippet: (target) => jsonSnippet(settings(target)),
    edit: jsonEdit(settings),
  },
  notes: ["Choose the model infershield/… in OpenCode; name another one here with --model."],
};

function settings({ proxyUrl, model }: ClientTarget): JsonSettings {
  const provider = {
    npm: "@ai-sdk/openai-compatible",
    name: "InferShield",
    options: { baseURL: `${proxyUrl}/v1`, apiKey: "{env:INFERSHIELD_TOKEN}" },
    models: { [model]: { name: model } },
  };
  return [[["provider", "infershield"], provider]];
}
