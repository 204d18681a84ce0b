import { asked } from "./ask.ts";

const { load, gateway, token, prompt } = asked();
const { Anthropic } = await load("@anthropic-ai/sdk");
const client = new Anthropic({ baseURL: gateway, apiKey: token });
const stream = client.messages.stream({
  model: "claude-test",
  max_tokens: 1000,
  messages: [{ role: "user", content: prompt }],
  tools: [{ name: "bash", input_schema: { type: "object" } }],
});
stream.on("text", (text: string) => process.stdout.write(text));
await stream.finalMessage();
