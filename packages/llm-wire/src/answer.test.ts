import { describe, expect, it } from "vitest";
import { type Answer, readAnswer, readErrorAnswer, rewriteAnswer } from "./answer.ts";
import { WireError } from "./error.ts";
import type { BodyShape } from "./shape.ts";

function read(json: string): Answer {
  return readAnswer("chat_completions", Buffer.from(json));
}

const completion =
  '{ "id":"c", "model":"m-1", "choices":[{"index":0,"message":{"role":"assistant","content":"a \\u0062","refusal":null,' +
  '"reasoning":"why","tool_calls":[{"id":"t","type":"function","function":{"name":"sh","arguments":"{\\"a\\":1}"}}],' +
  '"annotations":[{"type":"url_citation","url_citation":{"url":"http://x"}}]},"finish_reason":"stop"},' +
  '{"index":1,"message":{"content":"two"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}';

describe("a chat completion", () => {
  it("gives each text its channel, with usage", () => {
    const { channels, usage } = read(completion);
    expect(channels.map(({ channel, text, path }) => [channel.kind, channel.id, channel.tool, text, path])).toEqual([
      ["text", "choices/0/content", undefined, "a b", "/choices/0/message/content"],
      ["reasoning", "choices/0/reasoning", undefined, "why", "/choices/0/message/reasoning"],
      ["tool_call", "choices/0/tool_calls/0", "sh", '{"a":1}', "/choices/0/message/tool_calls/0/function/arguments"],
      [
        "text",
        "choices/0/annotations/0/url_citation/url",
        undefined,
        "http://x",
        "/choices/0/message/annotations/0/url_citation/url",
      ],
      ["text", "choices/1/content", undefined, "two", "/choices/1/message/content"],
    ]);
    expect(usage).toEqual({ inputTokens: 1, outputTokens: 2 });
  });

  it("is rewritten in the named places only, also where a server gives all calls the same index", () => {
    const call = (id: string, text: string) => ({ index: 0, id, function: { name: "f", arguments: text } });
    const calls = (...texts: readonly [string, string]) =>
      JSON.stringify({ choices: [{ message: { tool_calls: [call("a", texts[0]), call("b", texts[1])] } }] });
    const second = "/choices/0/message/tool_calls/1/function/arguments";
    expect(Buffer.from(rewriteAnswer(read(calls("1", "2")), new Map([[second, "3"]]))).toString()).toBe(
      calls("1", "3"),
    );
  });

  it("is rewritten in the named places only", () => {
    const answer = read(completion);
    expect(
      rewriteAnswer(
        answer,
        new Map([
          ["/choices/0/message/content", "a b"],
          ["/unknown", "x"],
        ]),
      ),
    ).toBe(answer.document.bytes);
    const rewritten = rewriteAnswer(
      answer,
      new Map([
        ["/choices/0/message/content", '"c"'],
        ["/choices/1/message/content", "2"],
      ]),
    );
    expect(Buffer.from(rewritten).toString()).toBe(
      completion.replace('"a \\u0062"', '"\\"c\\""').replace('"two"', '"2"'),
    );
  });

  it("is refused when it is no object or no strict JSON", () => {
    const codes = ["[]", '{"a":1,"a":2}', "<html>"].map((json) => {
      try {
        read(json);
        return "accepted";
      } catch (error) {
        return error instanceof WireError ? error.code : "other";
      }
    });
    expect(codes).toEqual(["UNSUPPORTED_SHAPE", "DUPLICATE_KEY", "INVALID_JSON"]);
  });
});

describe("the answers of other dialects", () => {
  it("of Anthropic are read block by block, the input of a tool as it is spelled", () => {
    const message = {
      content: [
        { type: "thinking", thinking: "hm", signature: "AAAA" },
        { type: "text", text: "hi", citations: [{ url: "http://x" }] },
        { type: "tool_use", id: "t", name: "Bash", input: { command: "ls" } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const read = readAnswer("messages", Buffer.from(JSON.stringify(message)));
    expect(read.channels.map(({ channel, text }) => [channel.kind, channel.id, channel.tool, text])).toEqual([
      ["reasoning", "content/0", undefined, "hm"],
      ["text", "content/1", undefined, "hi"],
      ["text", "content/1/citations/0/url", undefined, "http://x"],
      ["tool_call", "content/2", "Bash", '{"command":"ls"}'],
    ]);
    expect(read.usage).toEqual({ inputTokens: 1, outputTokens: 2 });
  });

  it("of Gemini and Cohere are read part by part", () => {
    const texts = (shape: BodyShape, answer: unknown): unknown =>
      readAnswer(shape, Buffer.from(JSON.stringify(answer))).channels.map(({ channel, text }) => [channel.id, text]);
    expect(
      texts("generate_content", {
        candidates: [
          {
            content: {
              parts: [
                { text: "a b" },
                { functionCall: { name: "f", args: { x: "1" } } },
                { executableCode: { code: "x" } },
              ],
            },
          },
        ],
      }),
    ).toEqual([
      ["candidates/0/parts/0", "a b"],
      ["candidates/0/parts/1", '{"x":"1"}'],
      ["candidates/0/parts/2", "x"],
    ]);
    const message = {
      content: [{ type: "text", text: "a" }],
      tool_plan: "p",
      tool_calls: [{ id: "t", function: { name: "f", arguments: "{}" } }],
    };
    expect(texts("cohere_chat", { message, finish_reason: "COMPLETE" })).toEqual([
      ["content/0", "a"],
      ["tool_plan", "p"],
      ["tool_calls/0", "{}"],
    ]);
    expect(texts("embeddings", { data: [{ embedding: [0.1] }] })).toEqual([]);
  });
});

describe("text beside the usual places", () => {
  const texts = (shape: BodyShape, value: unknown): string[] =>
    readAnswer(shape, Buffer.from(JSON.stringify(value))).channels.map(({ text }) => text);
  const word = "two words";

  it.each([
    ["chat_completions", { choices: [{ message: { audio: { data: "UklGRg==", transcript: word } } }] }],
    ["chat_completions", { choices: [{ message: { tool_calls: [{ function: { name: word } }] } }] }],
    ["chat_completions", { error: { message: word } }],
    ["chat_completions", { choices: [{ message: {}, delta: { content: word } }] }],
    ["chat_completions", { choices: [{ message: { tool_calls: [{ note: word }] } }] }],
    ["completions", { choices: [{ index: 0, note: word }] }],
    ["completions", { choices: [], note: word }],
    ["responses", { output: [], error: { message: word }, instructions: "as you asked" }],
    ["responses", { output: [], output_text: word }],
    ["messages", { content: [], stop_sequence: word }],
    ["generate_content", { candidates: [{ content: { parts: [{ functionCall: { name: word } }] } }] }],
    ["cohere_chat", { message: { tool_calls: [{ function: { note: word } }] } }],
    ["cohere_chat", { message: { role: "assistant", tool_calls: [{ note: word }] } }],
    ["cohere_chat", { message: {}, note: word }],
    ["responses", { output: [{ type: "mcp_call", result: word }] }],
    ["generate_content", { promptFeedback: { note: word } }],
    ["generate_content", { candidates: [{ content: { role: word, parts: [] } }] }],
  ] as const)("of %s is read", (shape, value) => {
    expect(texts(shape, value)).toEqual([word]);
  });

  it.each([
    ["chat_completions", { choices: { 0: { message: { content: word } } } }],
    ["chat_completions", { choices: [{ message: { tool_calls: { 0: { function: { arguments: word } } } } }] }],
    ["completions", { choices: { 0: { text: word } } }],
    ["responses", { output: { 0: { content: [] } } }],
    ["responses", { output: [{ type: "message", content: { 0: { text: word } } }] }],
    ["messages", { content: { 0: { type: "text", text: word } } }],
    ["generate_content", { candidates: { 0: {} } }],
    ["generate_content", { candidates: [{ content: { parts: { 0: { text: word } } } }] }],
    ["cohere_chat", { message: { content: { 0: { text: word } } } }],
  ] as const)("of %s is not looked for in an object that stands in the place of a list: %j", (shape, value) => {
    expect(() => texts(shape, value)).toThrowError(expect.objectContaining({ code: "UNSUPPORTED_SHAPE" }));
  });

  it("goes without log probabilities once a text was changed, and only then", () => {
    const logprobs = { content: [{ token: "sk-1" }] };
    const body = { choices: [{ index: 0, message: { content: "sk-1" }, logprobs, finish_reason: "stop" }] };
    const answer = readAnswer("chat_completions", Buffer.from(JSON.stringify(body)));
    expect(Buffer.from(rewriteAnswer(answer, new Map())).toString()).toBe(JSON.stringify(body));
    const written = JSON.parse(
      Buffer.from(rewriteAnswer(answer, new Map([["/choices/0/message/content", "x"]]))).toString(),
    );
    expect(written.choices[0]).toEqual({ index: 0, message: { content: "x" }, logprobs: null, finish_reason: "stop" });
  });

  it("leaves an argument alone that is called like log probabilities", () => {
    const input = { logprobs: [1] };
    const body = {
      content: [
        { type: "text", text: "sk-1" },
        { type: "tool_use", name: "f", input },
      ],
    };
    const answer = readAnswer("messages", Buffer.from(JSON.stringify(body)));
    const written = JSON.parse(Buffer.from(rewriteAnswer(answer, new Map([["/content/0/text", "x"]]))).toString());
    expect(written.content[1].input).toEqual(input);
  });
});

describe("readErrorAnswer", () => {
  it("reads every text of an error, whatever its shape", () => {
    const { channels } = readErrorAnswer(Buffer.from('{"error":{"message":"a b","more":["c d"]},"detail":"e f"}'));
    expect(channels.map(({ text }) => text)).toEqual(["a b", "c d", "e f"]);
  });
});
