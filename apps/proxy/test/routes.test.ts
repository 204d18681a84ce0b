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

interface Served {
  /** Without the version that may be left out. */
  readonly path: string;
  readonly version: string;
  readonly isVersionFree: boolean;
  readonly provider: string;
  /** The header that carries the provider's key, and its value. */
  readonly key: readonly [name: string, value: string];
  readonly body?: object;
  readonly answer: object;
}

const openai = {
  version: "/v1",
  isVersionFree: true,
  provider: "openai",
  key: ["authorization", `Bearer ${environmentKey}`],
} as const;
const anthropic = {
  version: "/v1",
  isVersionFree: true,
  provider: "anthropic",
  key: ["x-api-key", "sk-ant-environment"],
} as const;
const gemini = {
  version: "/v1beta",
  isVersionFree: false,
  provider: "google",
  key: ["x-goog-api-key", "google-environment"],
} as const;
const cohere = {
  version: "/v2",
  isVersionFree: false,
  provider: "cohere",
  key: ["authorization", "Bearer cohere-environment"],
} as const;

const candidates = [{ index: 0, content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" }];

const served: readonly Served[] = [
  { ...openai, path: "/chat/completions", body: { model: "m", messages }, answer: chatCompletion("Hello") },
  {
    ...openai,
    path: "/completions",
    body: { model: "m", prompt: "hi" },
    answer: { choices: [{ index: 0, text: "Hello" }] },
  },
  { ...openai, path: "/embeddings", body: { model: "m", input: "hi" }, answer: { data: [{ embedding: [0.1] }] } },
  { ...openai, path: "/responses", body: { model: "m", input: "hi" }, answer: { object: "response", output: [] } },
  { ...openai, path: "/responses/compact", body: { model: "m", input: "hi" }, answer: { output: [] } },
  { ...openai, path: "/models", answer: { data: [] } },
  { ...openai, path: "/models/gpt-5.5", answer: { id: "gpt-5.5" } },
  {
    ...anthropic,
    path: "/messages",
    body: { model: "m", max_tokens: 9, messages },
    answer: { type: "message", role: "assistant", content: [{ type: "text", text: "Hello" }] },
  },
  { ...anthropic, path: "/messages/count_tokens", body: { model: "m", messages }, answer: { input_tokens: 3 } },
  { ...gemini, path: "/models/gemini-x:generateContent", body: { contents }, answer: { candidates } },
  { ...gemini, path: "/models/gemini-x:countTokens", body: { contents }, answer: { totalTokens: 3 } },
  {
    ...gemini,
    path: "/models/gemini-x:embedContent",
    body: { content: contents[0] ?? {} },
    answer: { embedding: { values: [0.1] } },
  },
  { ...gemini, path: "/models", answer: { models: [] } },
  {
    ...cohere,
    path: "/chat",
    body: { model: "m", messages },
    answer: { id: "c", message: { role: "assistant", content: [{ type: "text", text: "Hello" }] } },
  },
  { ...cohere, path: "/embed", body: { model: "m", texts: ["hi"], input_type: "search_query" }, answer: { id: "e" } },
];

/** Every way to write a path: whole, without its version where that is clear, and behind the provider's name. */
const forms = served.flatMap((one) => {
  const paths = [one.version + one.path, ...(one.isVersionFree ? [one.path] : [])];
  return [...paths, ...paths.map((path) => `/${one.provider}${path}`)].map((path) => [path, one] as const);
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
    expect(seen).toMatchObject({ method: body ? "POST" : "GET", target: one.version + one.path });
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
