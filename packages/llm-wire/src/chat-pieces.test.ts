import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnswerStream, StreamStep } from "./answer-stream.ts";
import { createAnswerStream } from "./create-answer-stream.ts";
import { createSseParser } from "./sse-parser.ts";

const chunk = (choice: unknown, more: object = {}): string =>
  `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 5, model: "m", choices: [choice], ...more })}\n\n`;
const done = "data: [DONE]\n\n";

function steps(stream: string, reader: AnswerStream = createAnswerStream("chat_completions")): StreamStep[] {
  const parser = createSseParser();
  return [...parser.push(Buffer.from(stream)), ...parser.end()].map((event) => reader.read(event));
}

function seen(step: StreamStep | undefined): unknown {
  return {
    deltas: step?.deltas.map(({ channel, text, last }) => [channel.kind, channel.id, channel.tool, text, last]),
    ends: step?.ends.map(({ id }) => id),
    done: step?.done,
  };
}

describe("the stream of a chat completion", () => {
  it("reads content, reasoning, refusal and tool arguments as channels", () => {
    const stream = [
      chunk({ index: 0, delta: { role: "assistant", content: "" } }),
      chunk({ index: 0, delta: { reasoning_content: "hm" } }),
      chunk({ index: 0, delta: { content: "Hi", refusal: null } }),
      chunk({
        index: 0,
        delta: { tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "sh", arguments: "" } }] },
      }),
      chunk({
        index: 0,
        delta: {
          tool_calls: [
            { index: 0, function: { arguments: '{"a"' } },
            { index: 1, function: { name: "ls", arguments: "{" } },
          ],
        },
      }),
      chunk({ index: 0, delta: {}, finish_reason: "tool_calls" }),
      done,
    ].join("");
    expect(steps(stream).map(seen)).toEqual([
      { deltas: [["text", "choices/0/content", undefined, "", false]], ends: [], done: false },
      { deltas: [["reasoning", "choices/0/reasoning_content", undefined, "hm", false]], ends: [], done: false },
      { deltas: [["text", "choices/0/content", undefined, "Hi", false]], ends: [], done: false },
      { deltas: [["tool_call", "choices/0/tool_calls/0", "sh", "", false]], ends: [], done: false },
      {
        deltas: [
          ["tool_call", "choices/0/tool_calls/0", "sh", '{"a"', false],
          ["tool_call", "choices/0/tool_calls/1", "ls", "{", false],
        ],
        ends: [],
        done: false,
      },
      {
        deltas: [],
        ends: ["choices/0/content", "choices/0/reasoning_content", "choices/0/tool_calls/0", "choices/0/tool_calls/1"],
        done: false,
      },
      { deltas: [], ends: [], done: true },
    ]);
  });

  describe("with calls that share an index, or have none", () => {
    const place = "choices/0/tool_calls/0";
    const call = (id: string, text: string, more: object = {}) => ({
      id,
      function: { name: "sh", arguments: text },
      ...more,
    });
    const read = (...events: readonly (readonly object[])[]) =>
      steps(events.map((tool_calls) => chunk({ index: 0, delta: { tool_calls } })).join("")).map(seen);

    it("takes one with a name and another id for a new call", () => {
      expect(read([call("a", "one")], [call("b", "two")], [{ function: { arguments: "!" } }])).toEqual([
        { deltas: [["tool_call", place, "sh", "one", false]], ends: [], done: false },
        { deltas: [["tool_call", `${place}~2`, "sh", "two", false]], ends: [place], done: false },
        { deltas: [["tool_call", `${place}~2`, "sh", "!", false]], ends: [], done: false },
      ]);
    });

    it("keeps them apart within one event", () => {
      expect(read([call("a", "one", { index: 0 }), call("b", "two", { index: 0 })])).toEqual([
        {
          deltas: [
            ["tool_call", place, "sh", "one", true],
            ["tool_call", `${place}~2`, "sh", "two", false],
          ],
          ends: [],
          done: false,
        },
      ]);
    });

    it("goes on with a call whose every piece has another id", () => {
      expect(read([call("a", "one")], [{ id: "b", function: { arguments: "!" } }]).at(-1)).toEqual({
        deltas: [["tool_call", place, "sh", "!", false]],
        ends: [],
        done: false,
      });
    });

    it("writes what was held back of the first under its index", () => {
      const reader = createAnswerStream("chat_completions");
      const [, second] = steps(
        [call("a", "one"), call("b", "two")].map((it) => chunk({ index: 0, delta: { tool_calls: [it] } })).join(""),
        reader,
      );
      for (const { channel } of second?.deltas ?? []) {
        expect(reader.deltaEvent(channel, "held")).toContain(
          '"tool_calls":[{"index":0,"function":{"arguments":"held"}}]',
        );
      }
    });
  });

  it("ends a channel inside the event when text and finish reason come together", () => {
    const [step, end] = steps(chunk({ index: 0, delta: { content: "all" }, finish_reason: "stop" }) + done);
    expect(seen(step)).toEqual({
      deltas: [["text", "choices/0/content", undefined, "all", true]],
      ends: [],
      done: false,
    });
    expect(seen(end)).toEqual({ deltas: [], ends: [], done: true });
  });

  it("keeps several choices apart", () => {
    const stream = [
      chunk({ index: 1, delta: { content: "b" } }),
      chunk({ index: 10, delta: { content: "c" } }),
      chunk({ index: 1, delta: {}, finish_reason: "stop" }),
      done,
    ].join("");
    expect(steps(stream).map(({ ends }) => ends.map(({ id }) => id))).toEqual([
      [],
      [],
      ["choices/1/content"],
      ["choices/10/content"],
    ]);
  });

  it("writes other texts into an event and leaves the rest of it alone", () => {
    const event = 'id: 3\ndata: {"choices":[{"index":0, "delta":{"content":"sk-1"},"p":1.0}],"id":"\\u0041"}\n\n';
    const [step] = steps(event);
    expect(step?.write(["[key]\n"])).toBe(
      'id: 3\ndata: {"choices":[{"index":0, "delta":{"content":"[key]\\n"},"p":1.0}],"id":"\\u0041"}\n\n',
    );
    expect(Buffer.from(step?.write(["sk-1"]) ?? "").toString()).toBe(event);
    expect(() => step?.write([])).toThrow(expect.objectContaining({ code: "INVALID_STREAM" }));
  });

  it("gives the original bytes of any stream when no text changes", () => {
    const unit = fc.constantFrom("a", " ", '"', "\\", "\n", "\0", "\u0085", "é", "€", "\u2028", "😀", "{");
    const text = fc.option(fc.string({ unit }));
    const delta = fc.record({ content: text, reasoning: text });
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 5 }), fc.constantFrom("\n", "\r\n"), (deltas, end) => {
        const stream = (deltas.map((it) => chunk({ index: 0, delta: it })).join("") + done).replaceAll("\n", end);
        const written = steps(stream).map((step) => step.write(step.deltas.map(({ text }) => text)));
        expect(Buffer.concat(written.map((it) => Buffer.from(it))).toString()).toBe(stream);
      }),
    );
  });

  it("makes an event for held-back text that reads as the same channel", () => {
    const reader = createAnswerStream("chat_completions");
    const calls = { tool_calls: [{ index: 2, function: { name: "sh", arguments: "x" } }] };
    const custom = { tool_calls: [{ index: 3, custom: { name: "js", input: "x" } }] };
    const function_call = { name: "old", arguments: "x" };
    const reasoning_details = [{ type: "reasoning.text", text: "x", index: 0 }];
    const delta = { content: "x", reasoning: "x", refusal: "x", function_call, reasoning_details };
    const read = steps([delta, calls, custom].map((it) => chunk({ index: 1, delta: it })).join(""), reader).flatMap(
      ({ deltas }) => deltas.map(({ channel }) => channel),
    );
    expect(read).toHaveLength(7);
    for (const channel of read.filter(({ id }) => !id.includes("reasoning_details"))) {
      const event = reader.deltaEvent(channel, 'held "text"\n');
      expect(event).toContain('"id":"c1"');
      const again = steps(event, reader);
      expect(again.map(seen)).toEqual([
        { deltas: [[channel.kind, channel.id, channel.tool, 'held "text"\n', false]], ends: [], done: false },
      ]);
    }
  });

  it("reads text in fields it does not know at once, and not single words", () => {
    const [step] = steps(
      chunk({ index: 0, delta: { note: ["visit http://x", "word"], role: "assistant" } }, { citations: ["http://y"] }),
    );
    expect(seen(step)).toEqual({
      deltas: [
        ["text", "choices/0/note/0", undefined, "visit http://x", true],
        ["text", "citations/0", undefined, "http://y", true],
      ],
      ends: [],
      done: false,
    });
  });

  it("counts the tokens of the usage event", () => {
    const reader = createAnswerStream("chat_completions");
    expect(reader.usage()).toBeUndefined();
    steps(
      chunk({ index: 0, delta: {} }, { usage: null }) +
        `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n`,
      reader,
    );
    expect(reader.usage()).toEqual({ inputTokens: 3, outputTokens: 4 });
  });

  it("passes an event without data, which no client is given", () => {
    expect(steps("data:\n\nevent: ping\n\n").map(seen)).toEqual([
      { deltas: [], ends: [], done: false },
      { deltas: [], ends: [], done: false },
    ]);
  });

  it("passes comments and flushes before a provider's error", () => {
    expect(
      steps(
        `: ping\n\n${chunk({ index: 0, delta: { content: "a" } })}data: {"error":{"message":"overloaded"}}\n\n`,
      ).map(seen),
    ).toEqual([
      { deltas: [], ends: [], done: false },
      { deltas: [["text", "choices/0/content", undefined, "a", false]], ends: [], done: false },
      { deltas: [], ends: ["choices/0/content"], done: true },
    ]);
  });

  it("ends a blocked stream with an error event and no sign of success", () => {
    const event = createAnswerStream("chat_completions").errorEvent({
      status: 403,
      code: "firewall_block",
      message: "Blocked.",
    });
    expect(event).toBe(
      'data: {"error":{"message":"Blocked.","type":"permission_error","param":null,"code":"content_filter","infershield_code":"firewall_block"}}\n\n',
    );
  });

  it.each([
    ["data: {\n\n", "INVALID_JSON"],
    ['data: {"choices":[],"choices":[]}\n\n', "DUPLICATE_KEY"],
    ["data: null x\n\n", "INVALID_JSON"],
    ['data: "text"\n\n', "INVALID_STREAM"],
    ["data: []\n\n", "INVALID_STREAM"],
  ])("refuses an event that is no JSON object: %j is %s", (event, code) => {
    expect(() => steps(event)).toThrow(expect.objectContaining({ code }));
  });
});

describe("a call whose arguments are an object", () => {
  it("is whole in its event", () => {
    const call = { index: 0, function: { name: "sh", arguments: { a: "b" } } };
    expect(steps(chunk({ index: 0, delta: { tool_calls: [call] } })).map(seen)).toEqual([
      { deltas: [["tool_call", "choices/0/tool_calls/0", "sh", '{"a":"b"}', true]], ends: [], done: false },
    ]);
  });
});
