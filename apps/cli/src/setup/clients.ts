import { aiderSetup } from "./aider.ts";
import { claudeCodeSetup } from "./claude-code.ts";
import type { ClientRefusal, ClientSetup } from "./client-setup.ts";
import { codexSetup } from "./codex.ts";
import { continueSetup } from "./continue.ts";
import { copilotCliSetup } from "./copilot-cli.ts";
import { geminiCliSetup } from "./gemini-cli.ts";
import { jetbrainsSetup } from "./jetbrains.ts";
import { opencodeSetup } from "./opencode.ts";
import { vscodeSetup } from "./vscode.ts";
import { zedSetup } from "./zed.ts";

/** Every client that can be pointed at the proxy. */
export const clients: readonly ClientSetup[] = [
  codexSetup,
  claudeCodeSetup,
  copilotCliSetup,
  continueSetup,
  opencodeSetup,
  geminiCliSetup,
  aiderSetup,
  vscodeSetup,
  zedSetup,
  jetbrainsSetup,
];

/** Clients that people ask for and that cannot use a gateway on their own machine. */
export const refusals: readonly ClientRefusal[] = [
  {
    client: "cursor",
    reason: "Cursor sends its requests from its own servers, which cannot reach a proxy on this machine",
    instead:
      "It needs a public https address, covers chat only (never Tab), and key and prompts pass through Cursor's servers; use one of the other clients.",
  },
  {
    client: "windsurf",
    reason: "Windsurf talks to its own servers and has no documented setting for another address",
    instead: "Use one of the other clients.",
  },
];
