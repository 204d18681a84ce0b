import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./json-document.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import type { BodyShape } from "./shape.ts";

function read(shape: BodyShape, body: unknown): Prompt {
  return readPrompt(shape, parseStrictJson(Buffer.from(JSON.stringify(body))));
}

describe("identifiers", () => {
  const token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
  const call = { id: token, type: token, function: { name: token, arguments: "{}" } };
  const cases: readonly (readonly [BodyShape, unknown, readonly string[]])[] = [
    [
      "chat_completions",
      {
        model: token,
        prompt_cache_key: token,
        messages: [
          { role: token, name: token, content: [{ type: token }] },
          { role: "assistant", tool_calls: [call] },
          { role: "tool", tool_call_id: token, content: "x" },
        ],
      },
      [
        "/model",
        "/prompt_cache_key",
        "/messages/0/role",
        "/messages/0/name",
        "/messages/0/content/0/type",
        "/messages/1/tool_calls/0/id",
        "/messages/1/tool_calls/0/type",
        "/messages/1/tool_calls/0/function/name",
        "/messages/2/tool_call_id",
      ],
    ],
    [
      "responses",
      { include: [token], input: [{ type: "function_call", id: token, call_id: token, name: token }] },
      ["/include/0", "/input/0/id", "/input/0/call_id", "/input/0/name"],
    ],
    [
      "messages",
      { messages: [{ role: "user", content: [{ type: "tool_result", tool_use_id: token, content: "x" }] }] },
      ["/messages/0/content/0/tool_use_id"],
    ],
    [
      "generate_content",
      { contents: [{ role: token, parts: [{ functionCall: { id: token, name: token, args: {} } }] }] },
      ["/contents/0/role", "/contents/0/parts/0/functionCall/id", "/contents/0/parts/0/functionCall/name"],
    ],
  ];

  it.each(cases)("of %s that could be a token are parts, and marked", (shape, value, paths) => {
    const { parts, identifiers } = read(shape, value);
    expect(parts.filter(({ text }) => text === token).map(({ path }) => path)).toEqual(paths);
    expect([...identifiers]).toEqual(paths);
  });

  it("of capitals alone are as long as the id of a key, and no words", () => {
    const { parts } = read("chat_completions", {
      messages: [],
      metadata: { a: "AKIAQWERTYUIOPASDFGH", b: "AUTO_MODE" },
    });
    expect(parts.map(({ text }) => text)).toEqual(["AKIAQWERTYUIOPASDFGH"]);
  });

  it("that are short or single words stay out", () => {
    const { parts } = read("chat_completions", {
      model: "gpt-5.1",
      messages: [{ role: "user", name: "mcp__github__create_issue".slice(0, 24), content: "hi" }],
    });
    expect(parts.map(({ text }) => text)).toEqual(["hi"]);
  });
});

describe("what only the provider can read", () => {
  const secret = "sk_live_51H8xcv5HVpJQ7kEbR6I8KiHvBsam9EsNMjne7DoiUcDr";
  const sealed = "EqQBCkYIARgCIkA".repeat(12);

  it.each([
    ["messages", { messages: [{ role: "assistant", content: [{ type: "thinking", thinking: "", signature: "§" }] }] }],
    ["messages", { messages: [{ role: "user", content: [{ type: "text", text: "", encrypted_index: "§" }] }] }],
    ["generate_content", { contents: [{ parts: [{ text: "", thoughtSignature: "§" }] }] }],
  ] as const)("in %s is noted when it is spelled so, and read otherwise", (shape, value) => {
    const fill = (text: string): unknown => JSON.parse(JSON.stringify(value).replace("§", text));
    expect(read(shape, fill(sealed))).toMatchObject({ partial: true, parts: [] });
    expect(read(shape, fill(secret)).parts.map(({ text }) => text)).toEqual([secret]);
  });

  it.each([
    ["messages", { messages: [{ role: "assistant", content: [{ type: "redacted_thinking", data: "§" }] }] }],
    ["messages", { messages: [{ role: "user", content: [{ type: "web_search_result", encrypted_content: "§" }] }] }],
    ["responses", { input: [{ type: "reasoning", summary: [], encrypted_content: "§" }] }],
    ["responses", { input: [{ type: "image_generation_call", result: "§" }] }],
    ["chat_completions", { messages: [{ role: "assistant", reasoning_details: [{ data: "§" }] }] }],
    ["chat_completions", { messages: [{ role: "user", content: [{ type: "file", file: { file_data: "§" } }] }] }],
    ["cohere_embed", { images: ["§"] }],
    ["ollama_chat", { messages: [{ role: "user", content: "", images: ["§"] }] }],
  ] as const)("in %s makes a body partial, and hides neither a text nor a key", (shape, value) => {
    const fill = (text: string): Prompt => read(shape, JSON.parse(JSON.stringify(value).replace("§", text)));
    for (const text of [secret, "two words", "sk_live_".padEnd(200, "x0")]) {
      expect(fill(text).partial).toBe(true);
      expect(fill(text).parts.map((part) => part.text)).toContain(text);
    }
    const data = shape === "cohere_embed" ? `data:image/png;base64,${sealed}` : "gAAAAABo_-".repeat(40);
    expect(fill(data).parts.map((part) => part.text)).not.toContain(data);
  });

  it("lets no token of ours leave among the credentials of a remote tool server", () => {
    const token = `ifsp_${"a".repeat(49)}`;
    const tool = { type: "mcp", authorization: token, headers: { a: [`Bearer ${token}`], b: secret } };
    const { parts, identifiers } = read("responses", { input: "", tools: [tool] });
    expect(parts.map(({ text }) => text)).toEqual([token, `Bearer ${token}`]);
    expect([...identifiers]).toEqual(["/tools/0/authorization", "/tools/0/headers/a/0"]);
  });

  it("keeps the credentials of a remote tool server to itself, and reads such names anywhere else", () => {
    const credentials = { authorization: secret, authorization_token: secret, headers: { a: secret } };
    const texts = (shape: BodyShape, value: unknown): string[] =>
      read(shape, value).parts.flatMap(({ text }) => (text === secret ? [text] : []));
    expect(texts("responses", { input: "x", tools: [{ type: "mcp", ...credentials }] })).toEqual([]);
    expect(texts("messages", { messages: [], mcp_servers: [{ type: "url", ...credentials }] })).toEqual([]);
    expect(texts("responses", { input: "x", tools: [{ type: "function", ...credentials }] })).toHaveLength(3);
    const nested = { type: "function", function: { name: "f", ...credentials } };
    expect(texts("chat_completions", { messages: [], tools: [nested] })).toHaveLength(3);
    expect(texts("messages", { messages: [], tools: [{ name: "f", ...credentials }] })).toHaveLength(3);
  });

  it("reads the log probabilities that an assistant message brings back", () => {
    const content = [{ type: "output_text", text: "", logprobs: [{ token: secret }] }];
    const prompt = read("responses", { input: [{ type: "message", role: "assistant", content }] });
    expect(prompt.parts.map(({ text }) => text)).toContain(secret);
    expect(prompt.partial).toBe(true);
  });
});
