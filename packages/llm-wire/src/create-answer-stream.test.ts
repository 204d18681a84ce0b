import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialectExamples, sampleOf } from "../test/dialect-examples.ts";
import { eventsOf, readBack, relay, type Sample, typed } from "../test/relayed.ts";
import { readAnswer } from "./answer.ts";
import { createAnswerStream } from "./create-answer-stream.ts";
import { WireError } from "./error.ts";
import { createSseParser } from "./sse-parser.ts";

interface StoredSample extends Sample {
  readonly text?: string;
  readonly events?: readonly (string | Record<string, unknown>)[];
}

const stored: readonly StoredSample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../testdata/streams.json"), "utf8"),
);
const samples: readonly Sample[] = [
  ...stored.map((it) => ({ ...it, stream: it.text ?? typed(...(it.events ?? [])) })),
  ...dialectExamples.map(sampleOf),
];

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

describe("lines beside the data", () => {
  const written = (block: string): string =>
    createSseParser()
      .push(Buffer.from(block))
      .map((event) => Buffer.from(createAnswerStream("chat_completions").read(event).write([])).toString())
      .join("");

  it("pass when clients read them or when they are short", () => {
    for (const block of [
      ": keep-alive\n\n",
      'event: response.part_2.delta\nid: 7\nretry: 5\ndata: {"a":1}\n\n',
      ": OPENROUTER PROCESSING\r\n\r\n",
    ])
      expect(written(block)).toBe(block);
  });

  it("are left out when they could hide a text", () => {
    expect(written(': key sk_live_1\nevent: [a](https://x.example)\nx: y\nid: 7\ndata: {"a":1}\n\n')).toBe(
      'id: 7\ndata: {"a":1}\n\n',
    );
    expect(written(": ping 2026-11-22\n\n")).toBe("");
  });
});

describe("text in pieces of a kind that this version does not know", () => {
  const chunk = (delta: object) => ({ choices: [{ index: 0, delta }] });
  const block = (deltas: readonly object[]) => [
    { type: "content_block_start", index: 0, content_block: { type: "connector_text", connector_text: "" } },
    ...deltas.map((it) => ({ type: "content_block_delta", index: 0, delta: { type: "connector_text_delta", ...it } })),
    { type: "content_block_stop", index: 0 },
  ];
  const pieces = (of: (text: string) => Record<string, unknown>) => ["a SEC", "RET ", "b SECR"].map(of);

  it.each([
    ["chat_completions", [...pieces((thinking_text) => chunk({ thinking_text })), "[DONE]"]],
    ["chat_completions", [...pieces((reasoning_summary) => chunk({ reasoning_summary })), "[DONE]"]],
    ["messages", block(pieces((connector_text) => ({ connector_text })))],
    ["responses", [...pieces((text) => ({ type: "response.new_kind.delta", delta: { text } })), "[DONE]"]],
  ] as const)("of %s is read as one text, and its end is written like its other pieces", (shape, events) => {
    const sample = { name: "", shape, stream: typed(...events), channels: {}, usage: undefined };
    const sent = relay(sample, "SECRET", "x");
    expect(sent).toMatch(/"a ".*"x ".*"b ".*"SECR"/s);
    if (shape === "messages") expect(sent).toMatch(/"connector_text":"SECR".*content_block_stop/s);
  });
});

describe("any stream", () => {
  const streams: Readonly<Record<string, (pieces: readonly string[]) => Sample["stream"]>> = {
    chat_completions: (pieces) =>
      typed(
        ...pieces.map((content) => ({ choices: [{ index: 0, delta: { content } }] })),
        { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
        "[DONE]",
      ),
    messages: (pieces) =>
      typed(
        { type: "content_block_start", index: 0, content_block: { type: "text", text: pieces[0] ?? "" } },
        ...pieces
          .slice(1)
          .map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
        { type: "content_block_stop", index: 0 },
        { type: "message_stop" },
      ),
    responses: (pieces) =>
      typed(
        ...pieces.map((delta) => ({ type: "response.output_text.delta", output_index: 0, content_index: 0, delta })),
        { type: "response.output_text.done", output_index: 0, content_index: 0, text: pieces.join("") },
        {
          type: "response.completed",
          response: { output: [{ content: [{ type: "output_text", text: pieces.join("") }] }] },
        },
      ),
    generate_content: (pieces) =>
      typed(...pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] })), {
        candidates: [{ finishReason: "STOP" }],
      }),
  };

  it.each(["chat_completions", "messages", "responses", "generate_content"] as const)(
    "of %s gives the client the filtered text, however it is cut into pieces",
    (shape) => {
      const piece = fc.constantFrom("se", "sec", "ret", "s", "secret", " é", "😀", '"', "\\", "\n", "t secre");
      fc.assert(
        fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
          const stream = streams[shape]?.(pieces) ?? "";
          const sample: Sample = { name: "", shape, stream, channels: {}, usage: undefined };
          const { channels, done } = readBack(sample, relay(sample, "secret", "[gone]"));
          expect(Object.values(channels).join("")).toBe(pieces.join("").replaceAll("secret", "[gone]"));
          expect(done).toBe(true);
        }),
      );
    },
  );
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

describe("streams that are none", () => {
  it.each(["embeddings", "count_tokens", "cohere_embed"] as const)("are refused for %s", (shape) => {
    const refusal = expect.objectContaining({ constructor: WireError, code: "UNSUPPORTED_SHAPE" });
    expect(() => createAnswerStream(shape)).toThrow(refusal);
  });
});

describe("a whole response", () => {
  it("has the channels of its stream", () => {
    const [sample] = stored;
    const last = sample?.events?.at(-1);
    const response = typeof last === "object" ? last["response"] : undefined;
    const { channels } = readAnswer("responses", Buffer.from(JSON.stringify(response)));
    expect(Object.fromEntries(channels.map(({ channel, text }) => [channel.id, text]))).toEqual(sample?.channels);
  });
});
