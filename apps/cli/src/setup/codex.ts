import { join } from "node:path";
import type { ClientSetup } from "./client-setup.ts";
import { applyBlock, removeBlock } from "./managed-block.ts";

/** Codex CLI and its IDE extension: a model provider of its own in `config.toml`, which speaks the Responses API. */
export const codexSetup: ClientSetup = {
  client: "codex",
  tokenVariable: "INFERSHIELD_TOKEN",
  file: {
    path: ({ env, homedir }) => join(env["CODEX_HOME"] || join(homedir, ".codex"), "config.toml"),
    snippet: ({ proxyUrl }) => `${topBlock}\n\n${bottomBlock(proxyUrl)}`,
    edit: {
      apply: (text, { proxyUrl }) =>
        applyBlock(text, { top: topBlock, bottom: bottomBlock(proxyUrl), replacedKeys: ["model_provider"] }),
      undo: removeBlock,
    },
  },
  notes: ["Start codex from a shell in which INFERSHIELD_TOKEN is set."],
};

const topBlock = 'model_provider = "infershield"';

function bottomBlock(proxyUrl: string): string {
  return [
    "[model_providers.infershield]",
    'name = "InferShield"',
    `base_url = ${JSON.stringify(`${proxyUrl}/v1`)}`,
    'env_key = "INFERSHIELD_TOKEN"',
    'wire_api = "responses"',
  ].join("\n");
}
