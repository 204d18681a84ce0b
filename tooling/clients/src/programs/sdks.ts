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

/** Scripts that try everything an SDK offers. */
const features = [
  { script: "features-openai", packageName: "openai", version: "7.57.0", features: true },
  { script: "features-anthropic", packageName: "@anthropic-ai/sdk", version: "1.12.0", features: true },
  { script: "features-genai", packageName: "@google/genai", version: "2.32.0", features: true },
] as const;

/** The scripts as clients. */
export const sdkClients: readonly Client[] = [...sdks, ...features].map(
  ({ script, packageName, version, ...rest }) => ({
    name: `sdk-${script}`,
    packageName,
    version,
    upstreamCalls: "call" in rest ? [rest.call] : [],
    ...("features" in rest && { features: rest.features }),
    shell: { tool: "bash", argument: "command" },
    program: ({ gateway, token, installed, prompt }) => ({
      command: [process.execPath, join(import.meta.dirname, `../sdk/${script}.ts`), installed, gateway, prompt],
      env: { INFERSHIELD_TOKEN: token },
    }),
  }),
);
