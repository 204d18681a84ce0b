import { asked } from "./ask.ts";
import { errorOf, leave, tryFeatures } from "./features.ts";

const { load, gateway, token, prompt: contents } = asked();
const { GoogleGenAI } = await load("@google/genai");
const { models } = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: gateway } });
const tools = [{ functionDeclarations: [{ name: "look_up", parameters: { type: "OBJECT", properties: {} } }] }];
const said = "Hello from the provider";

await tryFeatures({
  // The scripted provider gives its last piece when nothing is streamed.
  "an answer": async () => (await models.generateContent({ model: "say-hello", contents })).text === "the provider",
  "a streamed answer": async () => {
    let text = "";
    for await (const chunk of await models.generateContentStream({ model: "say-hello", contents })) text += chunk.text;
    return text === said;
  },
  "a streamed tool call": async () => {
    const stream = await models.generateContentStream({ model: "call-tool", contents, config: { tools } });
    for await (const chunk of stream) if (chunk.functionCalls) return chunk.functionCalls[0].args.city === "Bern";
    return false;
  },
  embeddings: async () => {
    return (await models.embedContent({ model: "say-hello", contents })).embeddings[0].values[0] === 0.5;
  },
  "a count of tokens": async () => (await models.countTokens({ model: "say-hello", contents })).totalTokens === 7,
  "the list of models": async () => (await models.list()).page[0].name === "models/say-hello",
  "an error of the provider's": async () => {
    const { name, status, message } = await errorOf(models.generateContent({ model: "none", contents }));
    return name === "ApiError" && status === 404 && String(message).includes("No such model.");
  },
  "leaving a stream": async () => {
    const controller = new AbortController();
    const config = { abortSignal: controller.signal };
    return leave(await models.generateContentStream({ model: "go-on", contents, config }), controller);
  },
});
