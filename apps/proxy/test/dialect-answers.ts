import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BodyStep, chatChunks, chatCompletion, sseAnswer, type UpstreamAnswer } from "@infershield/testkit";

/** One dialect's way to ask and to answer, with a text of the test's choice. */
export interface DialectSample {
  readonly name: string;
  readonly path: string;
  /** Where streams have another path. */
  readonly streamPath?: string;
  /** The request body; `stream` where the body asks for it. */
  ask(text: string, stream: boolean): Record<string, unknown>;
  /** A whole answer with this text. */
  answer(text: string): object;
  /** Whether its events are JSON texts, one a line; server-sent events otherwise. */
  readonly inLines?: true;
  /** A stream with this text, in several pieces; `call` makes it a command to be run instead. */
  events(pieces: readonly string[], call?: boolean): readonly (BodyStep | object)[];
  /** The text of a stream as the client would put it together. */
  read(stream: string): string;
  /** What tells a client of success, and must not follow an error. */
  readonly success: RegExp;
  /** With what its provider has ended its answer, where that is not the sign of success. */
  readonly settled?: RegExp;
  /** Its answers cannot call tools. */
  readonly isPlain?: true;
  /** The data of an event with which the provider tells of its own failure. */
  readonly failure: object;
  /** A part of the error object in a 403 answer. */
  readonly refusal: object;
}

const named = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

/** A body with one message, as most dialects take it. */
function askChat(content: string, stream: boolean): Record<string, unknown> {
  return { model: "m", messages: [{ role: "user", content }], stream };
}

/** Events as bytes of a stream; strings are sent as they are. */
export function streamed({ inLines }: DialectSample, events: readonly (BodyStep | object)[]): UpstreamAnswer {
  if (!inLines) return sseAnswer(events);
  const lines = events.map((event) => (isLine(event) ? `${JSON.stringify(event)}\n` : event));
  return sseAnswer(lines, { headers: { "content-type": "application/x-ndjson" } });
}

function isLine(event: BodyStep | object): boolean {
  return typeof event === "object" && !("waitMs" in event);
}

/** The data of a stream's events, as objects. */
function dataOf(stream: string): Record<string, unknown>[] {
  return [...stream.matchAll(/^(?:data: )?(\{.*\})$/gm)].map(
    (match) => JSON.parse(match[1] ?? "") as Record<string, unknown>,
  );
}

/** The values at a path of each event's data, joined. */
function gather(events: readonly unknown[], ...path: readonly (string | number)[]): string {
  return events
    .map((event) =>
      path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], event),
    )
    .filter((value) => typeof value === "string")
    .join("");
}

const call = (pieces: readonly string[]): string => JSON.stringify({ command: pieces.join("") });

function chatCall(pieces: readonly string[]): readonly object[] {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    id: "c",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const tool = (part: object): object => chunk({ tool_calls: [{ index: 0, ...part }] });
  return [
    tool({ id: "call_1", type: "function", function: { name: "bash", arguments: "" } }),
    tool({ function: { arguments: call(pieces) } }),
    chunk({}, "tool_calls"),
  ];
}

function messagesBlock(pieces: readonly string[], asCall: boolean): readonly string[] {
  const start = asCall ? { type: "tool_use", id: "toolu_1", name: "bash", input: {} } : { type: "text", text: "" };
  const delta = (piece: string): object =>
    asCall ? { type: "input_json_delta", partial_json: piece } : { type: "text_delta", text: piece };
  return [
    named("content_block_start", { index: 0, content_block: start }),
    ...(asCall ? [call(pieces)] : pieces).map((piece) =>
      named("content_block_delta", { index: 0, delta: delta(piece) }),
    ),
    named("content_block_stop", { index: 0 }),
  ];
}

function responsesItem(pieces: readonly string[], asCall: boolean): readonly string[] {
  const at = { item_id: "item_1", output_index: 0 };
  if (asCall) {
    const item = { id: "item_1", type: "function_call", call_id: "call_1", name: "bash" };
    return [
      named("response.output_item.added", { output_index: 0, item: { ...item, arguments: "" } }),
      named("response.function_call_arguments.delta", { ...at, delta: call(pieces) }),
      named("response.function_call_arguments.done", { ...at, arguments: call(pieces) }),
      named("response.output_item.done", { output_index: 0, item: { ...item, arguments: call(pieces) } }),
    ];
  }
  const text = pieces.join("");
  const item = { id: "item_1", type: "message", role: "assistant" };
  const part = { type: "output_text", text, annotations: [] };
  return [
    named("response.output_item.added", { output_index: 0, item: { ...item, content: [] } }),
    ...pieces.map((delta) => named("response.output_text.delta", { ...at, content_index: 0, delta })),
    named("response.output_text.done", { ...at, content_index: 0, text }),
    named("response.output_item.done", { output_index: 0, item: { ...item, content: [part] } }),
    named("response.completed", {
      response: { id: "resp_1", object: "response", status: "completed", output: [{ ...item, content: [part] }] },
    }),
  ];
}

function geminiParts(pieces: readonly string[], asCall: boolean): readonly object[] {
  const candidate = (parts: readonly object[], finishReason?: string): object => ({
    candidates: [{ index: 0, content: { role: "model", parts }, ...(finishReason && { finishReason }) }],
  });
  if (asCall) return [candidate([{ functionCall: { name: "bash", args: { command: pieces.join("") } } }], "STOP")];
  return [...pieces.map((text) => candidate([{ text }])), candidate([], "STOP")];
}

function cohereMessage(pieces: readonly string[], asCall: boolean): readonly string[] {
  const tool = (part: object): object => ({ index: 0, delta: { message: { tool_calls: part } } });
  const text = (part: string): object => ({ index: 0, delta: { message: { content: { text: part } } } });
  const content = asCall
    ? [
        named("tool-call-start", tool({ id: "c1", type: "function", function: { name: "bash", arguments: "" } })),
        named("tool-call-delta", tool({ function: { arguments: call(pieces) } })),
        named("tool-call-end", { index: 0 }),
      ]
    : [...pieces.map((piece) => named("content-delta", text(piece))), named("content-end", { index: 0 })];
  return [
    named("message-start", { id: "m" }),
    ...content,
    named("message-end", { delta: { finish_reason: "COMPLETE" } }),
  ];
}

interface DialectExample extends Pick<DialectSample, "name" | "path" | "failure" | "refusal"> {
  readonly framing?: string;
  readonly ask: object;
  readonly answer: object;
  readonly piece: object;
  readonly call: object;
  readonly end: object;
}

/** The dialects whose events are all of one form, as llm-wire's own tests have them: `§` stands for the text. */
function exampleSamples(): readonly DialectSample[] {
  const stored = readFileSync(join(import.meta.dirname, "../../../packages/llm-wire/testdata/dialects.json"), "utf8");
  const examples: readonly DialectExample[] = JSON.parse(stored);
  return examples.map(({ framing, ask, answer, piece, call: run, end, ...same }) => {
    const filled = (template: object, text: string): Record<string, unknown> =>
      JSON.parse(JSON.stringify(template).replaceAll('"§"', () => JSON.stringify(text)));
    return {
      ...same,
      ...(framing === "json_lines" && { inLines: true }),
      ask: (text, stream) => ({ ...filled(ask, text), stream }),
      answer: (text) => filled(answer, text),
      events: (pieces, asCall = false) =>
        asCall ? [filled(run, pieces.join("")), end] : [...pieces.map((text) => filled(piece, text)), end],
      read: (stream) => gather(dataOf(stream), ...placeOf(piece)),
      success: new RegExp(JSON.stringify(end).slice(1, -1)),
    };
  });
}

/** Where `§` stands. */
function placeOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  for (const [key, child] of Object.entries(value)) {
    if (child === "§") return [key];
    const below = placeOf(child);
    if (below.length > 0) return [key, ...below];
  }
  return [];
}

export const dialectSamples: readonly DialectSample[] = [
  {
    name: "chat completions",
    path: "/v1/chat/completions",
    ask: askChat,
    answer: chatCompletion,
    events: (pieces, asCall = false) => (asCall ? [...chatCall(pieces), "data: [DONE]\n\n"] : chatChunks(pieces)),
    read: (stream) => gather(dataOf(stream), "choices", 0, "delta", "content"),
    success: /\[DONE\]/,
    settled: /"finish_reason":"stop"/,
    failure: { error: { message: "Overloaded", code: "server_error" } },
    refusal: { error: { type: "firewall_block", code: "firewall_block" } },
  },
  {
    name: "completions",
    path: "/v1/completions",
    ask: (prompt, stream) => ({ model: "m", prompt, stream }),
    answer: (text) => ({ object: "text_completion", choices: [{ index: 0, text, finish_reason: "stop" }] }),
    events: (pieces) => [...pieces.map((text) => ({ choices: [{ index: 0, text }] })), "data: [DONE]\n\n"],
    read: (stream) => gather(dataOf(stream), "choices", 0, "text"),
    success: /\[DONE\]/,
    isPlain: true,
    failure: { error: { message: "Overloaded" } },
    refusal: { error: { type: "firewall_block", code: "firewall_block" } },
  },
  {
    name: "responses",
    path: "/v1/responses",
    ask: (input, stream) => ({ model: "m", input, stream }),
    answer: (text) => ({
      id: "resp_1",
      object: "response",
      status: "completed",
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text, annotations: [] }] }],
    }),
    events: (pieces, asCall = false) => responsesItem(pieces, asCall),
    read: (stream) =>
      gather(
        dataOf(stream).filter(({ type }) => type === "response.output_text.delta"),
        "delta",
      ),
    success: /response\.completed/,
    failure: { type: "response.failed", response: { status: "failed", output: [] } },
    refusal: { error: { type: "firewall_block", code: "firewall_block" } },
  },
  {
    name: "messages",
    path: "/v1/messages",
    ask: (content, stream) => ({ model: "m", max_tokens: 9, messages: [{ role: "user", content }], stream }),
    answer: (text) => ({ id: "msg_1", type: "message", role: "assistant", content: [{ type: "text", text }] }),
    events: (pieces, asCall = false) => [
      named("message_start", { message: { id: "msg_1", role: "assistant", content: [], usage: { input_tokens: 3 } } }),
      ...messagesBlock(pieces, asCall),
      named("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } }),
      named("message_stop", {}),
    ],
    read: (stream) => gather(dataOf(stream), "delta", "text"),
    success: /message_stop/,
    failure: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    refusal: { type: "error", error: { type: "permission_error", code: "firewall_block" } },
  },
  {
    name: "Gemini",
    path: "/v1beta/models/gemini-x:generateContent",
    streamPath: "/v1beta/models/gemini-x:streamGenerateContent?alt=sse",
    ask: (text) => ({ contents: [{ role: "user", parts: [{ text }] }] }),
    answer: (text) => geminiParts([text], false)[0] ?? {},
    events: (pieces, asCall = false) => geminiParts(pieces, asCall),
    read: (stream) => gather(dataOf(stream), "candidates", 0, "content", "parts", 0, "text"),
    success: /"finishReason":"STOP"/,
    failure: { error: { code: 503, status: "UNAVAILABLE" } },
    refusal: { error: { code: 403, status: "PERMISSION_DENIED" } },
  },
  {
    name: "Cohere",
    path: "/v2/chat",
    ask: askChat,
    answer: (text) => ({ id: "c", message: { role: "assistant", content: [{ type: "text", text }] } }),
    events: (pieces, asCall = false) => cohereMessage(pieces, asCall),
    read: (stream) => gather(dataOf(stream), "delta", "message", "content", "text"),
    success: /COMPLETE/,
    failure: { type: "message-end", delta: { finish_reason: "ERROR" } },
    refusal: { code: "firewall_block" },
  },
  ...exampleSamples(),
];
