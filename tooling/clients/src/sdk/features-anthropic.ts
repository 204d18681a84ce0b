import { asked } from "./ask.ts";
import { errorOf, leave, tryFeatures } from "./features.ts";

const { load, gateway, token, prompt } = asked();
const { Anthropic } = await load("@anthropic-ai/sdk");
const client = new Anthropic({ baseURL: gateway, apiKey: token });
const messages = [{ role: "user", content: prompt }];
const request = { model: "say-hello", max_tokens: 100, messages };
const tools = [{ name: "look_up", description: "Looks up a city.", input_schema: { type: "object" } }];
const said = "Hello from the provider";

await tryFeatures({
  "a message": async () => {
    const answer = await client.messages.create(request);
    return answer.content[0].text === said && answer.usage.output_tokens === 2;
  },
  "a streamed message": async () => (await client.messages.stream(request).finalText()) === said,
  "a tool call in a streamed message": async () => {
    const answer = await client.messages.stream({ ...request, model: "call-tool", tools }).finalMessage();
    return answer.stop_reason === "tool_use" && answer.content[0].input.city === "Bern";
  },
  "a count of tokens": async () => {
    return (await client.messages.countTokens({ model: "say-hello", messages })).input_tokens === 7;
  },
  "the list of models": async () => (await client.models.list()).data[0].id === "say-hello",
  "an error of the provider's": async () => {
    const { name, status, requestID } = await errorOf(client.messages.create({ ...request, model: "none" }));
    return name === "RateLimitError" && status === 429 && requestID === "provider-request-1";
  },
  "leaving a stream": async () => {
    const controller = new AbortController();
    const stream = await client.messages.create(
      { ...request, model: "go-on", stream: true },
      { signal: controller.signal },
    );
    return leave(stream, controller);
  },
});
