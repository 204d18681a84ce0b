import { asked } from "./ask.ts";

const { load, gateway, token, prompt } = asked();
const { OpenAI } = await load("openai");
const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: token });
const stream = await client.chat.completions.create({
  model: "gpt-test",
  stream: true,
  messages: [{ role: "user", content: prompt }],
  tools: [{ type: "function", function: { name: "bash", parameters: { type: "object" } } }],
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
