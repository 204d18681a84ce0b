import { chatCompletion, jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentKey, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

const messages = [{ role: "user", content: "hi" }];
const contents = [{ role: "user", parts: [{ text: "hi" }] }];

interface Service {
  readonly version: string;
  /** The version may be left out. */
  readonly isVersionFree: boolean;
  readonly provider: string;
  /** The header that carries the provider's key, and its value. */
  readonly key: readonly [name: string, value: string];
}

function service(
  provider: string,
  version: string,
  header = "authorization",
  value = `Bearer ${provider}-environment`,
): Service {
  return { provider, version, isVersionFree: version === "/v1", key: [header, value] };
}

const openai = service("openai", "/v1", "authorization", `Bearer ${environmentKey}`);
const anthropic = service("anthropic", "/v1", "x-api-key", "sk-ant-environment");
const gemini = service("google", "/v1beta", "x-goog-api-key", "google-environment");
const cohere = service("cohere", "/v2");

const blocks = [{ type: "text", text: "Hello" }];
const candidates = [{ index: 0, content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" }];
const [content = {}] = contents;

/** A path without the version that may be left out, the body that is sent, and the answer. */
const served: readonly (readonly [to: Service, path: string, body: object | undefined, answer: object])[] = [
  [openai, "/chat/completions", { model: "m", messages }, chatCompletion("Hello")],
  [openai, "/completions", { model: "m", prompt: "hi" }, { choices: [{ index: 0, text: "Hello" }] }],
  [openai, "/embeddings", { model: "m", input: "hi" }, { data: [{ embedding: [0.1] }] }],
  [openai, "/responses", { model: "m", input: "hi" }, { object: "response", output: [] }],
  [openai, "/responses/compact", { model: "m", input: "hi" }, { output: [] }],
  [openai, "/models", undefined, { data: [] }],
  [openai, "/models/gpt-5.5", undefined, { id: "gpt-5.5" }],
  [anthropic, "/messages", { model: "m", max_tokens: 9, messages }, { role: "assistant", content: blocks }],
  [anthropic, "/messages/count_tokens", { model: "m", messages }, { input_tokens: 3 }],
  [gemini, "/models/gemini-x:generateContent", { contents }, { candidates }],
  [gemini, "/models/gemini-x:countTokens", { contents }, { totalTokens: 3 }],
  [gemini, "/models/gemini-x:embedContent", { content }, { embedding: { values: [0.1] } }],
  [gemini, "/models", undefined, { models: [] }],
  [cohere, "/chat", { model: "m", messages }, { message: { role: "assistant", content: blocks } }],
  [service("ollama", "/api"), "/chat", { model: "m", messages }, { message: { content: "Hello" } }],
  [cohere, "/embed", { model: "m", texts: ["hi"], input_type: "search_query" }, { id: "e" }],
];

/** Every way to write a path: whole, without its version where that is clear, and behind the provider's name. */
const forms = served.flatMap(([to, path, body, answer]) => {
  const target = to.version + path;
  const paths = [target, ...(to.isVersionFree ? [path] : [])];
  const all = [...paths, ...paths.map((each) => `/${to.provider}${each}`)];
  return all.map((each) => [each, { ...to, target, body, answer }] as const);
});

describe("every served path", () => {
  it.each(forms)("%s goes to its provider, with its provider's key and the bytes as they came", async (path, one) => {
    const before = proxy.upstream.requests.length;
    proxy.upstream.next(jsonAnswer(one.answer));
    const body = one.body && JSON.stringify(one.body);
    const response = await fetch(proxy.url + path, {
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(one.answer);
    expect(proxy.upstream.requests.length).toBe(before + 1);
    const seen = proxy.upstream.requests.at(-1);
    expect(seen).toMatchObject({ method: body ? "POST" : "GET", target: one.target });
    expect(seen?.body.toString()).toBe(body ?? "");
    const keys = ["authorization", "x-api-key", "x-goog-api-key"].filter((name) => seen?.headers[name] !== undefined);
    expect(keys.map((name) => [name, seen?.headers[name]])).toEqual([one.key]);
    expect((await proxy.records()).at(-1)).toMatchObject({ provider: one.provider, outcome: "completed" });
  });
});

describe("a client's telemetry", () => {
  it.each(["/api/event_logging", "/api/event_logging/batch", "/api/event_logging/v2/batch"])(
    "is answered with 204 and goes nowhere: %s",
    async (path) => {
      const before = proxy.upstream.requests.length;
      const response = await fetch(proxy.url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"events":[]}',
      });
      expect([response.status, await response.text()]).toEqual([204, ""]);
      expect(proxy.upstream.requests.length).toBe(before);
    },
  );

  it("is nothing else that begins like it", async () => {
    const response = await fetch(`${proxy.url}/api/event_loggings`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(response.status).toBe(404);
  });
});
