import { describe, expect, it } from "vitest";
import { WireError } from "./error.ts";
import { parseStrictJson } from "./json-document.ts";
import { type Prompt, readPrompt } from "./prompt.ts";

function read(body: unknown): Prompt {
  return readPrompt("chat_completions", parseStrictJson(Buffer.from(JSON.stringify(body))));
}

function parts(body: unknown): unknown[] {
  return read(body).parts.map(({ role, path, text, tool }) =>
    tool === undefined ? [role, path, text] : [role, path, text, tool],
  );
}

describe("a chat completions request", () => {
  it("gives every role its text, as a string or as blocks", () => {
    expect(
      parts({
        model: "gpt-x",
        messages: [
          { role: "system", content: "be brief" },
          { role: "developer", content: [{ type: "text", text: "use tabs" }] },
          {
            role: "user",
            content: [
              { type: "text", text: "one" },
              { type: "text", text: "two" },
            ],
            name: "alex",
          },
          {
            role: "assistant",
            content: [{ type: "refusal", refusal: "no" }],
            refusal: "never",
            reasoning_content: "hm",
          },
          { role: "critic", content: "who?" },
        ],
      }),
    ).toEqual([
      ["system", "/messages/0/content", "be brief"],
      ["developer", "/messages/1/content/0/text", "use tabs"],
      ["user", "/messages/2/content/0/text", "one"],
      ["user", "/messages/2/content/1/text", "two"],
      ["assistant", "/messages/3/content/0/refusal", "no"],
      ["assistant", "/messages/3/refusal", "never"],
      ["reasoning", "/messages/3/reasoning_content", "hm"],
      ["other", "/messages/4/content", "who?"],
    ]);
  });

  it("reads tool calls, and tells each result which tool it came from", () => {
    expect(
      parts({
        messages: [
          {
            role: "assistant",
            content: null,
            tool_calls: [
              { id: "call_1", type: "function", function: { name: "bash", arguments: '{"command":"ls"}' } },
              { id: "call_2", type: "custom", custom: { name: "exec", input: "ls" } },
            ],
            function_call: { name: "old", arguments: "{}" },
          },
          { role: "tool", tool_call_id: "call_1", content: "a.txt" },
          { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: "b.txt" }] },
          { role: "function", name: "old", content: "c.txt" },
        ],
      }),
    ).toEqual([
      ["tool_call", "/messages/0/tool_calls/0/function/arguments", '{"command":"ls"}', "bash"],
      ["tool_call", "/messages/0/tool_calls/1/custom/input", "ls", "exec"],
      ["tool_call", "/messages/0/function_call/arguments", "{}", "old"],
      ["tool_result", "/messages/1/content", "a.txt", "bash"],
      ["tool_result", "/messages/2/content/0/text", "b.txt", "exec"],
      ["tool_result", "/messages/3/content", "c.txt", "old"],
    ]);
  });

  it("reads every description in a tool's schema, and leaves out single words", () => {
    const parameters = {
      type: "object",
      description: "What to run",
      properties: {
        command_line_1: { type: "string", description: "A command", enum: ["ls -l", "pwd"], default: "ls -a" },
      },
      required: ["command_line_1"],
    };
    expect(
      parts({
        messages: [],
        tools: [
          { type: "function", function: { name: "bash", description: "Runs it", parameters } },
          {
            type: "custom",
            custom: {
              name: "js",
              description: "Evaluates",
              format: { type: "grammar", grammar: { definition: "start: X" } },
            },
          },
        ],
        functions: [{ name: "f", description: "Old style" }],
        response_format: { type: "json_schema", json_schema: { name: "out", schema: { description: "The answer" } } },
      }),
    ).toEqual([
      ["tool_definition", "/tools/0/function/name", "bash", "bash"],
      ["tool_definition", "/tools/0/function/description", "Runs it", "bash"],
      ["tool_definition", "/tools/0/function/parameters/description", "What to run", "bash"],
      ["tool_definition", "#/tools/0/function/parameters/properties/command_line_1", "command_line_1", "bash"],
      ["tool_definition", "/tools/0/function/parameters/properties/command_line_1/description", "A command", "bash"],
      ["tool_definition", "/tools/0/function/parameters/properties/command_line_1/enum/0", "ls -l", "bash"],
      ["tool_definition", "/tools/0/function/parameters/properties/command_line_1/default", "ls -a", "bash"],
      ["tool_definition", "/tools/0/function/parameters/required/0", "command_line_1", "bash"],
      ["tool_definition", "/tools/1/custom/name", "js", "js"],
      ["tool_definition", "/tools/1/custom/description", "Evaluates", "js"],
      ["tool_definition", "/tools/1/custom/format/grammar/definition", "start: X", "js"],
      ["tool_definition", "/functions/0/name", "f", "f"],
      ["tool_definition", "/functions/0/description", "Old style", "f"],
      ["tool_definition", "/response_format/json_schema/schema/description", "The answer"],
    ]);
  });

  it("says partial for images, audio and files, and reads their links and names", () => {
    const body = (block: unknown) => ({ messages: [{ role: "user", content: [block] }] });
    const image = body({ type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } });
    const link = body({ type: "image_url", image_url: { url: "https://example.org/a.png?q=1" } });
    const audio = body({ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } });
    const file = body({ type: "file", file: { filename: "a 1.pdf", file_data: "data:application/pdf;base64,AAAA" } });
    expect([image, link, audio, file].map((it) => read(it).partial)).toEqual([true, true, true, true]);
    expect([image, link, audio, file].flatMap((it) => parts(it))).toEqual([
      ["user", "/messages/0/content/0/image_url/url", "https://example.org/a.png?q=1"],
      ["user", "/messages/0/content/0/file/filename", "a 1.pdf"],
    ]);
    expect(read(body({ type: "text", text: "hi" })).partial).toBe(false);
    expect(read({ messages: [{ role: "assistant", audio: { id: "a1" } }] }).partial).toBe(true);
    expect(
      read({ messages: [{ role: "assistant", reasoning_details: [{ type: "reasoning.encrypted", data: "AAAA" }] }] })
        .partial,
    ).toBe(true);
  });

  it("reads text wherever else it stands: unknown fields, unknown blocks, names of members, long numbers", () => {
    expect(
      parts({
        messages: [
          {
            role: "tool",
            content: [{ type: "table", rows: [{ "card number 1": 4111111111111111 }] }],
            extra: { note: "see x" },
          },
          { role: "user", content: "hi", name: "not a name: drop it" },
        ],
        metadata: { owner: "alex@example.com" },
        turns: [{ content: "another field" }],
        prediction: { type: "content", content: "draft text" },
        stop: ["END 1"],
        user: "u-1",
      }),
    ).toEqual([
      ["tool_result", "#/messages/0/content/0/rows/0/card number 1", "card number 1"],
      ["tool_result", "/messages/0/content/0/rows/0/card number 1", "4111111111111111"],
      ["other", "/messages/0/extra/note", "see x"],
      ["user", "/messages/1/content", "hi"],
      ["other", "/messages/1/name", "not a name: drop it"],
      ["other", "/metadata/owner", "alex@example.com"],
      ["other", "/turns/0/content", "another field"],
      ["user", "/prediction/content", "draft text"],
      ["other", "/stop/0", "END 1"],
      ["other", "/user", "u-1"],
    ]);
  });

  it("tells the model, whether a stream is wanted, and the caller's name for the conversation", () => {
    const { model, stream, conversationHint } = read({ model: "m", stream: true, prompt_cache_key: "k", messages: [] });
    expect({ model, stream, conversationHint }).toEqual({ model: "m", stream: true, conversationHint: "k" });
    expect(read({ messages: [], stream: "true" })).not.toHaveProperty("model");
    expect(read({ messages: [], stream: "true" }).stream).toBe(false);
  });

  it.each([[[]], ["text"], [{}], [{ messages: {} }], [{ input: "hi" }], [{ input: [], model: "m" }]])(
    "refuses a body of another shape: %j",
    (body) => {
      try {
        read(body);
        expect.fail("accepted");
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
        expect(error).toMatchObject({ code: "UNSUPPORTED_SHAPE" });
      }
    },
  );
});
