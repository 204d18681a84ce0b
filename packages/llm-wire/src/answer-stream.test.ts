import type { AnswerChannel } from "@infershield/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "./answer.ts";
import { createAnswerStream } from "./answer-stream.ts";
import { WireError } from "./error.ts";
import { createJsonArrayParser } from "./json-array-parser.ts";
import type { BodyShape } from "./shape.ts";
import { createSseParser, type SseEvent } from "./sse-parser.ts";

interface Sample {
  readonly name: string;
  readonly shape: BodyShape;
  readonly framing?: "sse" | "json_array";
  readonly stream: string;
  /** Text of each channel. */
  readonly channels: Readonly<Record<string, string>>;
  readonly usage: unknown;
}

const typed = (...events: readonly Record<string, unknown>[]): string =>
  events.map((event) => `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`).join("");
const plain = (...events: readonly unknown[]): string => events.map((it) => `data: ${JSON.stringify(it)}\n\n`).join("");

const message = { type: "message", id: "m1", role: "assistant" };
const call = { type: "function_call", id: "f1", call_id: "c1", name: "sh" };
const annotation = { type: "url_citation", url: "http://secret" };
const finalPart = { type: "output_text", text: "my secret, sh", annotations: [annotation] };
const finalOutput = [
  { type: "reasoning", id: "r1", summary: [{ type: "summary_text", text: "why secret" }], encrypted_content: "AAAA" },
  { ...message, content: [finalPart] },
  { ...call, arguments: '{"a":"secret"}' },
  { type: "web_search_call", id: "w1", action: { type: "search", query: "the secret" } },
];

const samples: readonly Sample[] = [
  {
    name: "responses",
    shape: "responses",
    stream: typed(
      {
        type: "response.created",
        sequence_number: 0,
        response: { id: "r", object: "response", model: "m", instructions: "secret", output: [] },
      },
      { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "r1", summary: [] } },
      {
        type: "response.reasoning_summary_part.added",
        output_index: 0,
        summary_index: 0,
        part: { type: "summary_text", text: "" },
      },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "why sec" },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "ret" },
      { type: "response.reasoning_summary_text.done", output_index: 0, summary_index: 0, text: "why secret" },
      {
        type: "response.reasoning_summary_part.done",
        output_index: 0,
        summary_index: 0,
        part: { type: "summary_text", text: "why secret" },
      },
      { type: "response.output_item.done", output_index: 0, item: finalOutput[0] },
      { type: "response.output_item.added", output_index: 1, item: { ...message, content: [] } },
      {
        type: "response.content_part.added",
        output_index: 1,
        content_index: 0,
        part: { ...finalPart, text: "", annotations: [] },
      },
      {
        type: "response.output_text.delta",
        item_id: "m1",
        output_index: 1,
        content_index: 0,
        delta: "my secr",
        logprobs: [],
        obfuscation: "x y",
      },
      { type: "response.output_text.delta", item_id: "m1", output_index: 1, content_index: 0, delta: "et, s" },
      { type: "response.output_text.delta", item_id: "m1", output_index: 1, content_index: 0, delta: "h" },
      {
        type: "response.output_text.annotation.added",
        output_index: 1,
        content_index: 0,
        annotation_index: 0,
        annotation,
      },
      {
        type: "response.output_text.done",
        item_id: "m1",
        output_index: 1,
        content_index: 0,
        text: "my secret, sh",
        logprobs: [],
      },
      { type: "response.content_part.done", output_index: 1, content_index: 0, part: finalPart },
      { type: "response.output_item.done", output_index: 1, item: finalOutput[1] },
      { type: "response.output_item.added", output_index: 2, item: { ...call, arguments: "" } },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: '{"a":"secr' },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: 'et"}' },
      { type: "response.function_call_arguments.done", output_index: 2, arguments: '{"a":"secret"}' },
      { type: "response.output_item.done", output_index: 2, item: finalOutput[2] },
      { type: "response.output_item.done", output_index: 3, item: finalOutput[3] },
      {
        type: "response.completed",
        response: { id: "r", status: "completed", output: finalOutput, usage: { input_tokens: 3, output_tokens: 4 } },
      },
    ),
    channels: {
      "output/0/summary/0": "why secret",
      "output/1/content/0": "my secret, sh",
      "output/1/content/0/annotations/0/url": "http://secret",
      "output/2/arguments": '{"a":"secret"}',
      "output/3/action": '{"type":"search","query":"the secret"}',
    },
    usage: { inputTokens: 3, outputTokens: 4 },
  },
  {
    name: "messages",
    shape: "messages",
    stream: typed(
      {
        type: "message_start",
        message: { id: "m", model: "c", content: [], usage: { input_tokens: 5, output_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
      { type: "ping" },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "hm sec" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "ret" } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "secret" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "a secret s" } },
      {
        type: "content_block_delta",
        index: 1,
        delta: { type: "citations_delta", citation: { type: "x", url: "http://secret" } },
      },
      { type: "content_block_stop", index: 1 },
      { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "t", name: "Bash", input: {} } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: "" } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"command":"s' } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: 'ecret s"}' } },
      { type: "content_block_stop", index: 2 },
      { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 9 } },
      { type: "message_stop" },
    ),
    channels: {
      "content/0": "hm secret",
      "content/1": "a secret s",
      "content/1/citation/url": "http://secret",
      "content/2": '{"command":"secret s"}',
    },
    usage: { inputTokens: 5, outputTokens: 9 },
  },
  {
    name: "gemini events",
    shape: "generate_content",
    stream: plain(
      { candidates: [{ content: { role: "model", parts: [{ text: "so sec", thought: true }] }, index: 0 }] },
      { candidates: [{ content: { role: "model", parts: [{ text: "ret s", thought: true }, { text: "the secr" }] } }] },
      {
        candidates: [
          {
            content: {
              parts: [{ functionCall: { name: "ls", args: { path: "/secret" } }, thoughtSignature: "secret" }],
            },
          },
        ],
      },
      {
        candidates: [{ content: { parts: [{ text: "et is s" }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 3 },
      },
    ),
    channels: {
      "candidates/0/reasoning": "so secret s",
      "candidates/0/text": "the secret is s",
      "candidates/0/calls/1": '{"path":"/secret"}',
    },
    usage: { inputTokens: 2, outputTokens: 3 },
  },
  {
    name: "gemini array",
    shape: "generate_content",
    framing: "json_array",
    stream:
      '[{"candidates":[{"content":{"parts":[{"text":"a \\"{[ sec"}]}}]}\n,\r\n{"candidates": [ {"content":{"parts":[{"text":"ret s"}]}}]},' +
      '{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}]\n',
    channels: { "candidates/0/text": 'a "{[ secret s' },
    usage: { inputTokens: 1 },
  },
  {
    name: "cohere",
    shape: "cohere_chat",
    stream: typed(
      { type: "message-start", id: "1", delta: { message: { role: "assistant", content: [] } } },
      { type: "tool-plan-delta", delta: { message: { tool_plan: "plan secret" } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "a sec" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "ret s" } } } },
      { type: "citation-start", index: 0, delta: { message: { citations: { text: "a secret s", start: 0 } } } },
      { type: "content-end", index: 0 },
      {
        type: "tool-call-start",
        index: 0,
        delta: { message: { tool_calls: { id: "t", function: { name: "sh", arguments: "" } } } },
      },
      {
        type: "tool-call-delta",
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: '{"a":"secret"}' } } } },
      },
      { type: "tool-call-end", index: 0 },
      {
        type: "message-end",
        delta: { finish_reason: "TOOL_CALL", usage: { tokens: { input_tokens: 7, output_tokens: 8 } } },
      },
    ),
    channels: {
      tool_plan: "plan secret",
      "content/0": "a secret s",
      "event/delta/message/citations/text": "a secret s",
      "tool_calls/0": '{"a":"secret"}',
    },
    usage: { inputTokens: 7, outputTokens: 8 },
  },
  {
    name: "completions",
    shape: "completions",
    stream: `${plain(
      { id: "c", choices: [{ index: 0, text: "a sec", finish_reason: null }] },
      { id: "c", choices: [{ index: 0, text: "ret s", finish_reason: null }] },
      {
        id: "c",
        choices: [{ index: 0, text: "", finish_reason: "stop" }],
        usage: { prompt_tokens: 1, completion_tokens: 2 },
      },
    )}data: [DONE]\n\n`,
    channels: { "choices/0/text": "a secret s" },
    usage: { inputTokens: 1, outputTokens: 2 },
  },
];

function eventsOf({ framing }: Sample, stream: string): SseEvent[] {
  const parser = framing === "json_array" ? createJsonArrayParser() : createSseParser();
  return [...parser.push(Buffer.from(stream)), ...parser.end()];
}

/** Replaces a word in channels while holding back what may be its beginning, as a scanner does. */
function wordFilter(word: string, replacement: string) {
  const held = new Map<string, string>();
  return {
    push: (channel: AnswerChannel, text: string): string => {
      const whole = ((held.get(channel.id) ?? "") + text).replaceAll(word, replacement);
      let keep = Math.min(whole.length, word.length - 1);
      while (keep > 0 && !word.startsWith(whole.slice(-keep))) keep -= 1;
      held.set(channel.id, whole.slice(whole.length - keep));
      return whole.slice(0, whole.length - keep);
    },
    end: (channel: AnswerChannel): string => {
      const rest = held.get(channel.id) ?? "";
      held.delete(channel.id);
      return rest;
    },
    left: (): string => [...held.values()].join(""),
  };
}

/** Passes a stream through a filter as a relay does, and gives what the client is sent. */
function relay(sample: Sample, word: string, replacement: string): string {
  const stream = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
  const filter = wordFilter(word, replacement);
  let sent = "";
  for (const event of eventsOf(sample, sample.stream)) {
    const step = stream.read(event);
    for (const channel of step.ends) {
      const rest = filter.end(channel);
      if (rest !== "") sent += stream.deltaEvent(channel, rest);
    }
    const texts = step.deltas.map(
      ({ channel, text, last }) => filter.push(channel, text) + (last ? filter.end(channel) : ""),
    );
    sent += Buffer.from(step.write(texts)).toString();
  }
  expect(filter.left()).toBe("");
  return sent;
}

/** Text of every channel of a stream, and whether it says that it is over. */
function readBack(sample: Sample, stream: string): { channels: Record<string, string>; done: boolean; usage: unknown } {
  const reader = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
  const channels: Record<string, string> = {};
  let done = false;
  for (const event of eventsOf(sample, stream)) {
    const step = reader.read(event);
    for (const { channel, text } of step.deltas) {
      if (text !== "") channels[channel.id] = (channels[channel.id] ?? "") + text;
    }
    done = step.done;
  }
  return { channels, done: done || sample.framing === "json_array", usage: reader.usage() };
}

describe.each(samples)("a stream of $name", (sample) => {
  it("has the text of each channel once, its usage and its end", () => {
    expect(readBack(sample, sample.stream)).toEqual({ channels: sample.channels, done: true, usage: sample.usage });
  });

  it("is passed on byte by byte when no text changes", () => {
    const stream = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
    const written = eventsOf(sample, sample.stream).map((event) => {
      const step = stream.read(event);
      return Buffer.from(step.write(step.deltas.map(({ text }) => text)));
    });
    expect(Buffer.concat(written).toString()).toBe(sample.stream);
  });

  it("loses nothing when text is held back and nothing is found", () => {
    expect(readBack(sample, relay(sample, "sequoia", "tree")).channels).toEqual(sample.channels);
  });

  it("is rewritten wherever a text stands, also across events and in repetitions", () => {
    const sent = relay(sample, "secret", "[gone]");
    const expected = Object.entries(sample.channels).map(([id, text]) => [id, text.replaceAll("secret", "[gone]")]);
    expect(readBack(sample, sent)).toEqual({ channels: Object.fromEntries(expected), done: true, usage: sample.usage });
    const untouched = sent.replaceAll('"instructions":"secret"', "").replaceAll(/"(thoughtS|s)ignature":"secret"/g, "");
    expect(untouched).not.toContain("secret");
  });

  it("ends in an error without a sign of success", () => {
    const reader = createAnswerStream(sample.shape, { framing: sample.framing ?? "sse" });
    const [first, second, third] = eventsOf(sample, sample.stream);
    for (const event of [first, second, third]) if (event !== undefined) reader.read(event);
    const sent = reader.errorEvent({ status: 403, code: "firewall_block", message: "Blocked.", requestId: "r9" });
    expect(sent).toContain("Blocked.");
    expect(sent).toContain("r9");
    expect(sent).not.toMatch(/\[DONE\]|message_stop|response\.completed|"STOP"|COMPLETE"/);
  });
});

describe("the error that ends a stream", () => {
  const block = { status: 403, code: "firewall_block", message: "Blocked." };

  it("closes the open block of a message first", () => {
    const reader = createAnswerStream("messages");
    const [start] = eventsOf(
      { name: "", shape: "messages", stream: "", channels: {}, usage: undefined },
      typed({ type: "content_block_start", index: 3, content_block: { type: "text", text: "" } }),
    );
    if (start === undefined) throw new Error("no event");
    reader.read(start);
    expect(reader.errorEvent(block)).toBe(
      'event: content_block_stop\ndata: {"type":"content_block_stop","index":3}\n\n' +
        'event: error\ndata: {"type":"error","error":{"type":"permission_error","message":"Blocked.","code":"firewall_block"}}\n\n',
    );
  });

  it("fails a response with a code that is not retried for a refusal, and with our own for a failure", () => {
    const reader = createAnswerStream("responses");
    const read = (status: number) => JSON.parse(reader.errorEvent({ ...block, status }).split("data: ")[1] ?? "");
    expect(read(403)).toMatchObject({
      type: "response.failed",
      response: { status: "failed", error: { code: "invalid_prompt" } },
    });
    expect(read(502)).toMatchObject({ response: { error: { code: "firewall_block" } } });
  });

  it("closes the array of a Gemini stream, begun or not", () => {
    const fresh = createAnswerStream("generate_content", { framing: "json_array" });
    expect(JSON.parse(fresh.errorEvent(block))).toMatchObject([{ error: { code: 403, status: "PERMISSION_DENIED" } }]);
    const begun = createAnswerStream("generate_content", { framing: "json_array" });
    const [event] = createJsonArrayParser().push(Buffer.from('[{"candidates":[]}'));
    if (event === undefined) throw new Error("no event");
    begun.read(event);
    expect(JSON.parse(`[{"candidates":[]}${begun.errorEvent(block)}`)).toHaveLength(2);
  });
});

describe("a repetition that was not streamed before", () => {
  const relayed = (stream: string): string =>
    relay({ name: "", shape: "responses", stream, channels: {}, usage: undefined }, "secret", "[gone]");

  it("is scanned where it first stands", () => {
    const sent = relayed(
      typed(
        { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "one s" },
        { type: "response.output_text.done", output_index: 0, content_index: 0, text: "one secret" },
        {
          type: "response.completed",
          response: { output: [{ type: "message", content: [{ type: "output_text", text: "one secret" }] }] },
        },
      ),
    );
    expect(sent).not.toContain("secret");
    expect(sent.match(/one \[gone\]/g)).toHaveLength(2);
  });

  it("is scanned whole when it contradicts the deltas", () => {
    const sent = relayed(
      typed(
        { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "harmless s" },
        { type: "response.output_text.done", output_index: 0, content_index: 0, text: "a secret" },
      ),
    );
    expect(sent).toContain('"text":"a [gone]"');
    expect(sent).toContain('"delta":"s"');
  });
});

describe("whole answers", () => {
  it("have the channels of their streams", () => {
    const response = { id: "r", status: "completed", output: finalOutput };
    const { channels } = readAnswer("responses", Buffer.from(JSON.stringify(response)));
    const streamed = samples.find(({ shape }) => shape === "responses")?.channels;
    expect(Object.fromEntries(channels.map(({ channel, text }) => [channel.id, text]))).toEqual(streamed);
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
    expect([read.usage, read.finishReasons]).toEqual([{ inputTokens: 1, outputTokens: 2 }, ["tool_use"]]);
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

describe("streams that are none", () => {
  it.each(["embeddings", "count_tokens", "cohere_embed"] as const)("are refused for %s", (shape) => {
    expect(() => createAnswerStream(shape)).toThrow(WireError);
  });
});

describe("the array parser", () => {
  it("reads the same elements for every split, and loses no byte", () => {
    const element = fc.record({ text: fc.string({ unit: "binary" }), list: fc.array(fc.nat(), { maxLength: 2 }) });
    const separator = fc.constantFrom(",", ",\r\n", " ,\n ");
    fc.assert(
      fc.property(
        fc.array(element),
        separator,
        fc.constantFrom(undefined, 2),
        fc.nat(),
        (elements, between, space, cut) => {
          const json = `[${elements.map((it) => JSON.stringify(it, null, space)).join(between)}]\n`;
          const bytes = Buffer.from(json);
          const at = cut % bytes.length;
          for (const chunks of [
            [bytes],
            [bytes.subarray(0, at), bytes.subarray(at)],
            [...bytes].map((byte) => Buffer.of(byte)),
          ]) {
            const parser = createJsonArrayParser();
            const events = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
            expect(Buffer.concat(events.map(({ raw }) => raw)).toString()).toBe(json);
            expect(events.flatMap(({ data }) => (data === undefined ? [] : [JSON.parse(data)]))).toEqual(elements);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each(["{}", "[1]", "[{}", "x[{}]", "[{}]]", '["a"]'])("refuses %j", (json) => {
    const parser = createJsonArrayParser();
    expect(() => {
      parser.push(Buffer.from(json));
      parser.end();
    }).toThrow(WireError);
  });
});
