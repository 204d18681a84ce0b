import { describe, expect, it } from "vitest";
import { createAnswerStream } from "./create-answer-stream.ts";
import { WireError } from "./error.ts";
import type { BodyShape } from "./shape.ts";

describe("text beside the usual places of a stream", () => {
  const read = (shape: BodyShape, data: object) => {
    const step = createAnswerStream(shape).read({ raw: Buffer.from("x"), data: JSON.stringify(data) });
    return { step, texts: step.deltas.map(({ text }) => text) };
  };
  const word = "two words";

  it.each([
    ["chat_completions", { choices: [{ delta: { audio: { transcript: word } } }] }],
    ["chat_completions", { error: { message: word } }],
    ["chat_completions", { choices: [{ message: { content: word }, delta: {} }] }],
    ["chat_completions", { choices: [{ delta: { tool_calls: [{ index: 0, note: word }] } }] }],
    ["chat_completions", { choices: [{ delta: { audio: { note: word } } }] }],
    ["completions", { choices: [{}], note: word }],
    ["cohere_chat", { type: "message-start", delta: { message: { role: "assistant", content: [word] } } }],
    ["cohere_chat", { type: "tool-call-start", delta: { message: { tool_calls: { note: word } } } }],
    ["cohere_chat", { type: "message-end", delta: { finish_reason: "COMPLETE", note: word } }],
    ["generate_content", { candidates: [{ content: { parts: [{ functionCall: { note: word } }] } }] }],
    ["responses", { type: "response.failed", response: { error: { message: word } } }],
    ["responses", { type: "response.completed", response: { output_text: word, instructions: "as you asked" } }],
    ["responses", { type: "response.reasoning_summary.done", text: word }],
    ["responses", { type: "response.new_kind.delta", delta: word }],
    ["responses", { type: "error", message: word }],
    ["messages", { type: "message_start", message: { content: [{ type: "text", text: word }] } }],
    ["messages", { type: "ping", note: word }],
    ["messages", { type: "content_block_delta", index: 0, delta: { type: "text_delta", signature: word } }],
    ["messages", { type: "message_delta", delta: { stop_sequence: word } }],
    ["messages", { type: "error", error: { message: word } }],
    ["generate_content", { error: { message: word } }],
  ] as const)("of %s is read", (shape, data) => {
    expect(read(shape, data).texts).toEqual([word]);
  });

  it("cannot be told from fragments of arguments that Gemini may stream, so these are refused", () => {
    const functionCall = { partialArgs: [{ jsonPath: "$.command", stringValue: "rm -rf", willContinue: true }] };
    expect(() => read("generate_content", { candidates: [{ content: { parts: [{ functionCall }] } }] })).toThrowError(
      expect.objectContaining({ code: "INVALID_STREAM" }),
    );
  });

  it("keeps the pieces of an unknown kind in one channel", () => {
    const { deltas } = read("responses", { type: "response.new_kind.delta", delta: word }).step;
    expect(deltas).toMatchObject([{ last: false }]);
  });

  it("is whole where its name tells of no text, such as an id that each piece repeats", () => {
    const delta = { type: "new_kind_delta", new_text: word, call_id: word };
    const { deltas } = read("messages", { type: "content_block_delta", index: 0, delta }).step;
    expect(Object.fromEntries(deltas.map(({ channel, last }) => [channel.id, last]))).toEqual({
      "content/0/call_id": true,
      "content/0/new_text": false,
    });
  });

  it("goes without log probabilities where the text was changed, or is not there", () => {
    const logprobs = { content: [{ token: "sk-1" }] };
    const chunk = (delta: object) => ({ choices: [{ index: 0, delta, logprobs }] });
    const { step } = read("chat_completions", chunk({ content: "sk-1" }));
    expect(step.write(["sk-1"])).toEqual(Buffer.from("x"));
    expect(Buffer.from(step.write(["x"])).toString()).toContain('"logprobs":null');
    expect(Buffer.from(read("chat_completions", chunk({})).step.write([])).toString()).toContain('"logprobs":null');
  });
});

describe("text after the end of its channel", () => {
  const read = (shape: BodyShape, ...events: readonly (object | "[DONE]")[]) => {
    const stream = createAnswerStream(shape);
    return events.map((event) => {
      const data = typeof event === "string" ? event : JSON.stringify(event);
      return stream.read({ raw: Buffer.from("x"), data }).deltas.map(({ text }) => text);
    });
  };
  const piece = (content: string, finish_reason: string | null, index = 0) => ({
    choices: [{ index, delta: { content }, finish_reason }],
  });

  it("is refused in a chat completion, where nothing is left to scan it with", () => {
    expect(() => read("chat_completions", piece("a", "stop"), piece("b", null))).toThrowError(
      expect.objectContaining({ code: "INVALID_STREAM" }),
    );
    read("chat_completions", piece("a", "stop"), piece("", null), piece("b", null, 1));
    read("chat_completions", piece("a", ""), piece("b", ""), piece("c", "stop"));
    expect(() => read("chat_completions", piece("a", null), "[DONE]", piece("b", null, 1))).toThrowError(
      expect.objectContaining({ code: "INVALID_STREAM" }),
    );
  });

  it("is refused in a Gemini stream; a call, which comes whole, is not", () => {
    const candidate = (part: object, more: object = {}) => ({ candidates: [{ content: { parts: [part] }, ...more }] });
    const finish = candidate({ text: "a" }, { finishReason: "STOP" });
    expect(() => read("generate_content", finish, candidate({ text: "b" }))).toThrowError(
      expect.objectContaining({ code: "INVALID_STREAM" }),
    );
    expect(() => read("generate_content", finish, candidate({ text: "b", thought: true }))).toThrow(
      expect.objectContaining({ constructor: WireError, code: "INVALID_STREAM" }),
    );
    const call = candidate({ functionCall: { name: "f", args: { x: 1 } } });
    expect(
      read("generate_content", finish, candidate({ text: "" }), candidate({ text: "b" }, { index: 1 }), call),
    ).toEqual([["a"], [""], ["b"], ['{"x":1}']]);
  });

  it("is the end of a Gemini stream only when every candidate has ended", () => {
    const stream = createAnswerStream("generate_content");
    const isDone = (...candidates: readonly object[]): boolean =>
      stream.read({ raw: Buffer.from("x"), data: JSON.stringify({ candidates }) }).done;
    const piece = (text: string, more: object = {}) => ({ content: { parts: [{ text }] }, ...more });
    expect(isDone(piece("a"), piece("b", { index: 1 }))).toBe(false);
    expect(isDone(piece("a", { finishReason: "STOP" }))).toBe(false);
    expect(isDone(piece("b", { index: 1, finishReason: "STOP" }))).toBe(true);
  });

  describe("of a response", () => {
    const at = { output_index: 0, content_index: 0 };
    const delta = (text: string) => ({ type: "response.output_text.delta", ...at, delta: text });
    const done = (text: string) => ({ type: "response.output_text.done", ...at, text });
    const part = (type: string, text: string) => ({
      type: `response.content_part.${type}`,
      ...at,
      part: { type: "output_text", text },
    });

    it("is refused", () => {
      expect(() => read("responses", delta("a"), done("a"), delta("b"))).toThrowError(
        expect.objectContaining({ code: "INVALID_STREAM" }),
      );
      expect(() => read("responses", part("added", "a"), delta("b"))).toThrow(
        expect.objectContaining({ constructor: WireError, code: "INVALID_STREAM" }),
      );
      expect(read("responses", part("added", ""), delta("a"), delta("b"), done("ab"), delta(""))).toEqual([
        [],
        ["a"],
        ["b"],
        [],
        [""],
      ]);
    });

    it("is read from the beginning when a later repetition has it", () => {
      const call = (type: string, text: string) => ({
        type: `response.output_item.${type}`,
        output_index: 1,
        item: { type: "function_call", name: "shell", arguments: text },
      });
      const args = { type: "response.function_call_arguments.done", output_index: 1, arguments: '{"c":"rm' };
      expect(read("responses", call("added", ""), args, call("done", '{"c":"rm -rf /"}'))).toEqual([
        [],
        ['{"c":"rm'],
        ['{"c":"rm -rf /"}'],
      ]);
      expect(read("responses", delta("a"), done("ab"), part("done", "abc"))).toEqual([["a"], ["b"], ["abc"]]);
    });
  });

  it("is refused in a message", () => {
    const start = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
    const delta = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } };
    const stop = { type: "content_block_stop", index: 0 };
    expect(() => read("messages", start, delta, stop, delta)).toThrowError(
      expect.objectContaining({ code: "INVALID_STREAM" }),
    );
  });
});
