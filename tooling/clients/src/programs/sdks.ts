import { join } from "node:path";
import type { Client } from "../client.ts";

/** One request each with the official SDKs, through a script that streams, offers a tool and prints what comes. */
const sdks = [
  { script: "openai-chat", packageName: "openai", version: "7.57.0", call: "POST /v1/chat/completions" },
  { script: "openai-responses", packageName: "openai", version: "7.57.0", call: "POST /v1/responses" },
  { script: "anthropic", packageName: "@anthropic-ai/sdk", version: "1.12.0", call: "POST /v1/messages" },
  {
    script: "genai",
    packageName: "@google/genai",
    version: "2.32.0",
    call: "POST /v1beta/models/gemini-test:streamGenerateContent?alt=sse",
  },
] as const;

export const sdkClients: readonly Client[] = sdks.map(({ script, packageName, version, call }) => ({
  name: `sdk-${script}`,
  packageName,
  version,
  upstreamCalls: [call],
  shell: { tool: "bash", argument: "command" },
  program: ({ gateway, token, installed, prompt }) => ({
    command: [process.execPath, join(import.meta.dirname, `../sdk/${script}.ts`), installed, gateway, prompt],
    env: { INFERSHIELD_TOKEN: token },
  }),
}));
