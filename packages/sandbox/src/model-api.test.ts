import { system } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { createModelApi, type RecordedRequest } from "./model-api.ts";

const recorded: RecordedRequest[] = [];
const api = createModelApi({
  isValidToken: async (token) => token === "good",
  record: (request) => recorded.push(request),
  system,
});

const lookup = { type: "function", function: { name: "lookup", parameters: {} } };

async function chat(body: object): Promise<Response> {
  return api.request("/v1/chat/completions", {
    method: "POST",
    headers: { authorization: "Bearer good", cookie: "a=b", "x-test": "1" },
    body: JSON.stringify({ model: "sandbox-small", ...body }),
  });
}

async function deltasOf(
  body: object,
): Promise<readonly { content?: string; tool_calls?: { function: { name?: string; arguments: string } }[] }[]> {
  const events = (await (await chat({ ...body, stream: true })).text()).split("\n\n").slice(0, -2);
  return events.flatMap((event) =>
    JSON.parse(event.slice("data: ".length)).choices.map(({ delta }: { delta: object }) => delta),
  );
}

describe("a tool is called", () => {
  const user = (content: unknown): object => ({ messages: [{ role: "user", content }], tools: [lookup] });

  test.each([
    ["tool_choice names it", { ...user("weather?"), tool_choice: { type: "function", function: { name: "lookup" } } }],
    ["tool_choice requires one", { ...user("weather?"), tool_choice: "required" }],
    ["the user's words ask for it", user("please call lookup")],
    ["the words are in a list of parts", user([{ type: "text", text: "please call lookup" }])],
  ])("when %s", async (_, body) => {
    expect(await (await chat(body)).json()).toMatchObject({
      choices: [
        {
          message: { content: null, tool_calls: [{ type: "function", function: { name: "lookup" } }] },
          finish_reason: "tool_calls",
        },
      ],
    });
  });

  test("in a stream, its arguments in pieces", async () => {
    const deltas = await deltasOf(user("please call lookup"));
    const calls = deltas.flatMap(({ tool_calls = [] }) => tool_calls.map((call) => call.function));
    expect(calls[0]).toEqual({ name: "lookup", arguments: "" });
    expect(JSON.parse(calls.map((call) => call.arguments).join(""))).toEqual({ input: "please call lookup" });
    expect(calls.length).toBeGreaterThan(3);
  });

  test("not when nobody asks, nor after it has answered", async () => {
    expect(await (await chat(user("hello"))).json()).toMatchObject({
      choices: [{ message: { content: "You said: hello" } }],
    });
    const messages = [
      { role: "user", content: "call lookup" },
      { role: "tool", content: "rain" },
    ];
    expect(await (await chat({ messages, tools: [lookup] })).json()).toMatchObject({
      choices: [{ message: { content: "The tool said: rain" } }],
    });
  });
});

test("no character is cut in two by the pieces of a stream", async () => {
  const content = "🔑 ключ 🔒".repeat(20);
  const deltas = await deltasOf({ messages: [{ role: "user", content }] });
  expect(deltas.map((delta) => delta.content ?? "").join("")).toBe(`You said: ${content}`);
});

test("usage is in a stream only when it is asked for", async () => {
  const body = { messages: [{ role: "user", content: "hello" }], stream: true };
  expect(await (await chat(body)).text()).not.toContain('"usage"');
  expect(await (await chat({ ...body, stream_options: { include_usage: true } })).text()).toContain('"usage"');
});

test("a body beyond the limit is refused in OpenAI's form", async () => {
  const response = await api.request("/v1/chat/completions", {
    method: "POST",
    headers: { authorization: "Bearer good" },
    body: "x".repeat(33_554_433),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { code: "request_too_large" } });
});

test("a record holds the headers but no credential", async () => {
  await chat({ messages: [] });
  expect(recorded.at(-1)?.headers).toMatchObject({ "x-test": "1" });
  expect(recorded.at(-1)?.headers).not.toHaveProperty("authorization");
  expect(recorded.at(-1)?.headers).not.toHaveProperty("cookie");
});
