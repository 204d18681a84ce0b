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

it("choices that end one by one take time in proportion, and each ends its own text", () => {
  const stream = createAnswerStream("chat_completions");
  const read = (choices: readonly object[]) =>
    stream.read({ raw: Buffer.from("x"), data: JSON.stringify({ choices }) });
  const most = 40_000;
  for (let from = 0; from < most; from += 1_000)
    read(list(from, (index) => ({ index, delta: { content: "a", refusal: index === 7 ? "b" : null } })));
  const wrong: number[] = [];
  for (let index = 0; index < most; index += 1) {
    const ended = read([{ index, delta: {}, finish_reason: "stop" }]).ends.map(({ id }) => id);
    const id = `choices/${index}/content`;
    if (ended.join() !== (index === 7 ? `${id},choices/${index}/refusal` : id)) wrong.push(index);
  }
  expect(wrong).toEqual([]);
});
