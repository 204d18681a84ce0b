import { join } from "node:path";
import type { ClientSetup, ClientTarget } from "./client-setup.ts";
import { type JsonSettings, jsonEdit, jsonSnippet } from "./json-edit.ts";

/** Zed: an OpenAI-compatible provider in `settings.json`. Zed makes the variable's name out of the provider's. */
export const zedSetup: ClientSetup = {
  client: "zed",
  tokenVariable: "INFERSHIELD_API_KEY",
  file: {
    path: ({ env, homedir }) => join(env["XDG_CONFIG_HOME"] || join(homedir, ".config"), "zed", "settings.json"),
    snippet: (target) => jsonSnippet(settings(target)),
    edit: jsonEdit(settings),
  },
  notes: [
    "Start zed from a shell in which INFERSHIELD_API_KEY is set, or paste the token under Agent Settings, LLM Providers, InferShield.",
    "External agents and edit predictions keep their own settings.",
  ],
};

function settings({ proxyUrl, model }: ClientTarget): JsonSettings {
  const models = [{ name: model, display_name: `${model} through InferShield`, max_tokens: 128_000 }];
  const provider = { api_url: `${proxyUrl}/v1`, available_models: models };
  return [[["language_models", "openai_compatible", "InferShield"], provider]];
}
