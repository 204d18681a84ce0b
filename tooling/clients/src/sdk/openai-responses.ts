import { asked } from "./ask.ts";

const { load, gateway, token, prompt } = asked();
const { OpenAI } = await load("openai");
const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: token });
const stream = client.responses.stream({
  model: "gpt-test",
  input: prompt,
  tools: [{ type: "function", name: "bash", parameters: { type: "object" }, strict: false }],
});
stream.on("response.output_text.delta", ({ delta }: { delta: string }) => process.stdout.write(delta));
await stream.finalResponse();
