import { join } from "node:path";
import type { ClientSetup } from "./client-setup.ts";
import { jsonEdit, jsonSnippet } from "./json-edit.ts";

/** Claude Code: the Messages API; the address in its settings, the token as `Authorization: Bearer` from a variable. */
export const claudeCodeSetup: ClientSetup = {
  client: "claude-code",
  tokenVariable: "ANTHROPIC_AUTH_TOKEN",
  file: {
    path: ({ env, homedir }) => join(env["CLAUDE_CONFIG_DIR"] || join(homedir, ".claude"), "settings.json"),
    snippet: (target) => jsonSnippet(settings(target)),
    edit: jsonEdit(settings),
  },
  notes: [
    "Unset ANTHROPIC_API_KEY in the shell that starts claude: it would be used instead of ANTHROPIC_AUTH_TOKEN.",
    "InferShield reaches Anthropic with an API key: infershield auth login --with-token anthropic < key.txt",
  ],
};

function settings({ proxyUrl }: { readonly proxyUrl: string }): readonly (readonly [readonly string[], string])[] {
  return [[["env", "ANTHROPIC_BASE_URL"], proxyUrl]];
}
