import { asked } from "./ask.ts";

const { load, gateway, token, prompt } = asked();
const { GoogleGenAI } = await load("@google/genai");
const client = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: gateway } });
const stream = await client.models.generateContentStream({
  model: "gemini-test",
  contents: prompt,
  config: { tools: [{ functionDeclarations: [{ name: "bash", parameters: { type: "OBJECT", properties: {} } }] }] },
});
for await (const chunk of stream) process.stdout.write(chunk.text ?? "");
