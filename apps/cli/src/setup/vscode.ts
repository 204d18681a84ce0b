import { join } from "node:path";
import type { ClientPlace, ClientSetup, ClientTarget } from "./client-setup.ts";

/** VS Code: a custom endpoint among the language models of its chat. VS Code asks for the key itself and keeps it in its own store. */
export const vscodeSetup: ClientSetup = {
  client: "vscode",
  file: { path: (place) => join(userFolder(place), "chatLanguageModels.json"), snippet },
  notes: [
    "In VS Code run: Chat: Manage Language Models, then Add Models, Custom Endpoint; give it the token above as its key.",
    "VS Code then opens the file and puts the key's place into the entry; put the models in.",
    "Inline suggestions and GitHub's own models do not go through it; an organisation can forbid custom endpoints.",
  ],
};

function userFolder({ env, homedir }: ClientPlace): string {
  return process.platform === "darwin"
    ? join(homedir, "Library", "Application Support", "Code", "User")
    : join(env["XDG_CONFIG_HOME"] || join(homedir, ".config"), "Code", "User");
}

function snippet({ proxyUrl, model }: ClientTarget): string {
  const entry = {
    name: "InferShield",
    vendor: "customendpoint",
    apiType: "responses",
    models: [
      {
        id: model,
        name: `${model} through InferShield`,
        url: `${proxyUrl}/v1/responses`,
        toolCalling: true,
        vision: true,
        maxInputTokens: 128_000,
        maxOutputTokens: 16_000,
      },
    ],
  };
  return JSON.stringify([entry], undefined, 2);
}
