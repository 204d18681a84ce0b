import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamStep } from "./answer-stream.ts";
import { createAnswerStream } from "./create-answer-stream.ts";
import { createEventRepeats } from "./event-repeats.ts";
import { createSseParser, sseBlock } from "./sse-parser.ts";

const chat = (text: string, more: object = {}): string =>
  sseBlock(JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta: { content: text }, ...more }] }));
const message = (text: string, index = 0): string =>
  sseBlock(
    JSON.stringify({ type: "content_block_delta", index, delta: { type: "text_delta", text } }),
    "content_block_delta",
  );
const messageStart = sseBlock(
  JSON.stringify({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
  "content_block_start",
);
const messageStop = sseBlock(JSON.stringify({ type: "content_block_stop", index: 0 }), "content_block_stop");

/** All that a caller sees of a step, also when its texts are written anew. */
function seen(step: StreamStep): unknown {
  const written = step.write(step.deltas.map(({ text }) => `<${text}>`));
  return {
    deltas: step.deltas.map(({ channel, text, last }) => [channel, text, last]),
    ends: step.ends,
    done: step.done,
    same: Buffer.from(step.write(step.deltas.map(({ text }) => text))).toString(),
    written: Buffer.from(written).toString(),
  };
}

function read(shape: "chat_completions" | "messages", blocks: readonly string[]): unknown[] {
  const stream = createAnswerStream(shape);
  const parser = createSseParser();
  const events = [...parser.push(Buffer.from(blocks.join(""))), ...parser.end()];
  return events
    .map((event) => [event.data, seen(stream.read(event))])
    .flatMap(([data, step]) => (data === undefined ? [] : [step]));
}

/** The same events, none of which follows another: every one is parsed. */
function apart(blocks: readonly string[]): string[] {
  return blocks.flatMap((block) => [": nothing\n\n", block]);
}

describe("events that repeat the one before", () => {
  const unit = fc.constantFrom("a", " ", '"', "\\", "\n", "\0", "é", "\u2028", "😀", "{", "}");
  const texts = fc.array(fc.string({ unit }), { maxLength: 8 });

  it("are read as if each had been parsed", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (pieces, ends) => {
        const blocks = pieces.map((text) => chat(text));
        if (ends) blocks.push(chat("", { finish_reason: "stop" }), "data: [DONE]\n\n");
        expect(read("chat_completions", blocks)).toEqual(read("chat_completions", apart(blocks)));
        const written = [messageStart, ...pieces.map((text) => message(text)), messageStop];
        expect(read("messages", written)).toEqual(read("messages", apart(written)));
      }),
    );
  });

  it("are not taken for repeats when anything else differs", () => {
    const blocks = [
      chat("one"),
      chat("two", { index: 1 }),
      chat("three", { logprobs: { content: [{ token: "three" }] } }),
      chat("four", { finish_reason: "length" }),
    ];
    expect(read("chat_completions", blocks)).toEqual(read("chat_completions", apart(blocks)));
    const others = [message("one"), message("two", 1), message("three", 1).replace("event: content_block_delta\n", "")];
    expect(read("messages", others)).toEqual(read("messages", apart(others)));
  });

  it("are forgotten after an event of another kind", () => {
    const repeats = createEventRepeats();
    const [first, second] = createSseParser().push(Buffer.from(chat("one") + chat("two")));
    if (first === undefined || second === undefined) throw new Error("no events");
    const node = { kind: "string", start: first.data?.indexOf('"one"') ?? 0, end: 0, text: "one" } as const;
    const delta = { channel: { kind: "text", id: "c" }, text: "one", path: "", node, last: false } as const;
    const content = { parts: [{ node: { ...node, end: node.start + 5 }, delta, say: (text: string) => text }] };
    repeats.step(first, content);
    expect(repeats.read(second)?.deltas).toMatchObject([{ text: "two" }]);
    repeats.step(first, { ...content, done: true });
    expect(repeats.read(second)).toBeUndefined();
    repeats.step(first, content);
    repeats.read({ raw: new Uint8Array() });
    expect(repeats.read(second)).toBeUndefined();
  });

  it("leave text that needs escapes to the parser", () => {
    const stream = createAnswerStream("chat_completions");
    const blocks = chat("plain") + chat("say \\").replace("say \\\\", "say \\") + chat("more");
    const events = createSseParser().push(Buffer.from(blocks));
    expect(() => events.map((event) => stream.read(event))).toThrow(expect.objectContaining({ code: "INVALID_JSON" }));
  });
});
