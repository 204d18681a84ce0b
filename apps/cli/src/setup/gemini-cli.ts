import { join } from "node:path";
import type { ClientSetup } from "./client-setup.ts";
import { applyBlock, removeBlock } from "./managed-block.ts";

/** Gemini CLI: the Gemini API at another address, from its own `.env`. */
export const geminiCliSetup: ClientSetup = {
  client: "gemini-cli",
  tokenVariable: "GEMINI_API_KEY",
  file: {
    path: ({ homedir }) => join(homedir, ".gemini", ".env"),
    snippet: ({ proxyUrl }) => line(proxyUrl),
    edit: {
      apply: (text, { proxyUrl }) =>
        applyBlock(text, { top: line(proxyUrl), bottom: "", replacedKeys: ["GOOGLE_GEMINI_BASE_URL"] }),
      undo: removeBlock,
    },
  },
  notes: [
    "Choose the API key (gemini-api-key) as the way to sign in: its Google login does not use this address.",
    "Start the proxy from another shell: there GEMINI_API_KEY is Google's key.",
  ],
};

function line(proxyUrl: string): string {
  return `GOOGLE_GEMINI_BASE_URL=${proxyUrl}`;
}
