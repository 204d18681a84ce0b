import { join } from "node:path";
import type { ClientSetup } from "./client-setup.ts";

/** Continue: an entry in the list of models; the list is the person's own, so it is not edited. */
export const continueSetup: ClientSetup = {
  client: "continue",
  tokenVariable: "INFERSHIELD_TOKEN",
  file: {
    path: ({ homedir }) => join(homedir, ".continue", "config.yaml"),
    snippet: ({ proxyUrl, model }) =>
      [
        "models:",
        `  - name: ${model} through InferShield`,
        "    provider: openai",
        `    model: ${model}`,
        `    apiBase: ${proxyUrl}/v1`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Continue's own form for a secret.
        "    apiKey: ${{ secrets.INFERSHIELD_TOKEN }}",
        "    roles: [chat, edit, apply]",
      ].join("\n"),
  },
  notes: ["Put INFERSHIELD_TOKEN into ~/.continue/.env, from where Continue takes its secrets."],
};
