import { expect, it } from "vitest";
import { createAnswerStream } from "./create-answer-stream.ts";
import type { BodyShape } from "./shape.ts";

/** Reads events of `texts` texts each until there is one text too many. */
const many = (shape: BodyShape, texts: number, event: (from: number) => object): (() => void) => {
  const stream = createAnswerStream(shape);
  return () => {
    for (let from = 0; from < 50_001; from += texts)
      stream.read({ raw: Buffer.from("x"), data: JSON.stringify(event(from)) });
  };
};

/** A thousand texts of one event. */
const list = (from: number, item: (index: number) => object) =>
  Array.from({ length: 1_000 }, (_, at) => item(from + at));

it.each([
  ["chat_completions", 1_000, (from) => ({ choices: list(from, (index) => ({ index, delta: {} })) })],
  [
    "chat_completions",
    1_000,
    (from) => ({ choices: list(from, (index) => ({ index, delta: { content: "a" }, finish_reason: "stop" })) }),
  ],
  ["messages", 1, (index) => ({ type: "content_block_start", index, content_block: { type: "text", text: "" } })],
  ["responses", 1, (at) => ({ type: "response.output_text.done", output_index: at, content_index: 0, text: "a" })],
  [
    "generate_content",
    1_000,
    (from) => ({
      candidates: list(from, (index) => ({ index, finishReason: "STOP", content: { parts: [{ text: "a" }] } })),
    }),
  ],
  ["cohere_chat", 1, (index) => ({ type: "content-start", index, delta: { message: { content: { text: "a" } } } })],
] satisfies readonly (readonly [BodyShape, number, (from: number) => object])[])(
  "a stream of very many texts is refused, of %s",
  (shape, texts, event) => {
    expect(many(shape, texts, event)).toThrowError(expect.objectContaining({ code: "TOO_LARGE" }));
  },
);
