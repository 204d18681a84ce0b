import type { Client } from "./client.ts";
import { claudeCode } from "./programs/claude-code.ts";
import { codex, codexBuiltIn } from "./programs/codex.ts";
import { continueCli } from "./programs/continue-cli.ts";
import { copilots } from "./programs/copilot.ts";
import { geminiCli } from "./programs/gemini-cli.ts";
import { opencode } from "./programs/opencode.ts";
import { sdkClients } from "./programs/sdks.ts";

/** Every client of the test. */
export const clients: readonly Client[] = [
  codex,
  codexBuiltIn,
  claudeCode,
  ...copilots,
  opencode,
  geminiCli,
  continueCli,
  ...sdkClients,
];
