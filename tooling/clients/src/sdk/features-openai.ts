import { asked } from "./ask.ts";
import { errorOf, leave, tryFeatures } from "./features.ts";

const { load, gateway, token, prompt } = asked();
const { OpenAI } = await load("openai");
const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: token });
const messages = [{ role: "user", content: prompt }];
const tool = { name: "look_up", description: "Looks up a city.", parameters: { type: "object", properties: {} } };
const said = "Hello from the provider";

await tryFeatures({
  "a chat completion": async () => {
    const answer = await client.chat.completions.create({ model: "say-hello", messages });
    return answer.choices[0].message.content === said && answer.usage.total_tokens === 5;
  },
  "a streamed chat completion": async () => {
    const stream = await client.chat.completions.create({ model: "say-hello", messages, stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
    return text === said;
  },
  "a tool call in a streamed chat completion": async () => {
    const tools = [{ type: "function", function: tool }];
    const stream = client.chat.completions.stream({ model: "call-tool", messages, tools });
    const [choice] = (await stream.finalChatCompletion()).choices;
    return (
      choice.finish_reason === "tool_calls" && choice.message.tool_calls[0].function.arguments === '{"city":"Bern"}'
    );
  },
  "a response": async () => (await client.responses.create({ model: "say-hello", input: prompt })).output_text === said,
  "a streamed response": async () => {
    const stream = client.responses.stream({ model: "say-hello", input: prompt });
    return (await stream.finalResponse()).output_text === said;
  },
  "a tool call in a streamed response": async () => {
    const tools = [{ type: "function", strict: false, ...tool }];
    const { output } = await client.responses.stream({ model: "call-tool", input: prompt, tools }).finalResponse();
    return output[0].type === "function_call" && output[0].arguments === '{"city":"Bern"}';
  },
  embeddings: async () => {
    const { data } = await client.embeddings.create({ model: "text-numbers", input: [prompt, "more"] });
    return data[0].embedding.length === 2 && data[0].embedding[0] === 0.5;
  },
  "the list of models": async () => (await client.models.list()).data[0].id === "say-hello",
  "one model, whose name has a colon": async () => (await client.models.retrieve("ft:gpt-4:org")).object === "list",
  "one model, whose name has a slash": async () => (await client.models.retrieve("meta/say-hello")).object === "list",
  "an error of the provider's": async () => {
    const error = await errorOf(client.chat.completions.create({ model: "none", messages }));
    const { name, status, code, requestID } = error;
    return (
      name === "NotFoundError" && status === 404 && code === "model_not_found" && requestID === "provider-request-1"
    );
  },
  "leaving a stream": async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const stream = await client.chat.completions.create({ model: "go-on", messages, stream: true }, { signal });
    return leave(stream, controller);
  },
});
