import { describe, expect, it } from "vitest";
import { readAnswer } from "./answer.ts";
import { createAnswerStream } from "./create-answer-stream.ts";
import { framings } from "./framings.ts";
import type { BodyShape } from "./shape.ts";
import { framingOf } from "./wire-formats.ts";

const piece = "a piece";

/** An event of each dialect that names the index of its text. */
const events: readonly (readonly [BodyShape, (index: unknown) => object])[] = [
  ["chat_completions", (index) => ({ choices: [{}, { index, delta: { content: piece } }] })],
  [
    "chat_completions",
    (index) => ({ choices: [{ delta: { tool_calls: [{}, { index, function: { arguments: piece } }] } }] }),
  ],
  ["completions", (index) => ({ choices: [{}, { index, text: piece }] })],
  ["generate_content", (index) => ({ candidates: [{}, { index, content: { parts: [{ text: piece }] } }] })],
  ["messages", (index) => ({ type: "content_block_delta", index, delta: { type: "text_delta", text: piece } })],
  ["responses", (output_index) => ({ type: "response.output_text.delta", output_index, delta: piece })],
  ["cohere_chat", (index) => ({ type: "content-delta", index, delta: { message: { content: { text: piece } } } })],
];

const idsOf = (shape: BodyShape, event: object): readonly string[] =>
  createAnswerStream(shape)
    .read({ raw: Buffer.from("x"), data: JSON.stringify(event) })
    .deltas.map(({ channel }) => channel.id);

describe("the index of a text", () => {
  it.each(events)(
    "of %s is the same as a number and spelled in quotes: clients take one for the other",
    (shape, of) => {
      expect(idsOf(shape, of("7"))).toEqual(idsOf(shape, of(7)));
      expect(idsOf(shape, of("7"))).not.toEqual(idsOf(shape, of(0)));
    },
  );

  it.each(events)("of %s is no other value: a text would hide between the pieces of another", (shape, of) => {
    for (const index of ["x", "", "1.0", 0.5, true, {}, [1]]) {
      expect(() => idsOf(shape, of(index))).toThrow(expect.objectContaining({ code: "UNSUPPORTED_SHAPE" }));
    }
  });

  it("may be absent", () => {
    expect(idsOf("chat_completions", { choices: [{ index: null, delta: { content: piece } }] })).toEqual([
      "choices/0/content",
    ]);
  });
});

describe("the content of a chat message", () => {
  const blocks = ["one", { type: "text", text: "two" }, { type: "thinking", thinking: [{ type: "text", text: "hm" }] }];

  it("is one text, whether it comes as strings or in blocks", () => {
    const ids = ["choices/0/content", "choices/0/content", "choices/0/content/2/thinking/0/text"];
    expect(idsOf("chat_completions", { choices: [{ delta: { content: blocks } }] })).toEqual(ids);
    expect(idsOf("chat_completions", { choices: [{ delta: { content: "three" } }] })).toEqual(ids.slice(0, 1));
    const whole = Buffer.from(JSON.stringify({ choices: [{ message: { content: blocks } }] }));
    expect(readAnswer("chat_completions", whole).channels.map(({ channel }) => channel.id)).toEqual(ids);
  });
});

describe("bytes that are no UTF-8", () => {
  it.each([
    ["chat_completions", framings.sse, "data: ", "\n\n"],
    ["ollama_chat", framings.json_lines, "", "\n"],
    ["generate_content", framings.json_array, "[", ""],
  ] as const)(
    "of %s leave as what they were read as, since some clients overlook them",
    (shape, framing, before, after) => {
      const text = Buffer.concat([Buffer.from('{"note":"in '), Buffer.from([0xc0]), Buffer.from('between"}')]);
      const [event] = framing.createParser(1_000).push(Buffer.concat([Buffer.from(before), text, Buffer.from(after)]));
      const stream = createAnswerStream(shape, {
        framing: shape === "generate_content" ? "json_array" : framingOf(shape),
      });
      const step = event && stream.read(event);
      const written = Buffer.from(step?.write(step.deltas.map((delta) => delta.text)) ?? "");
      expect(written.toString("latin1")).toBe(
        Buffer.from(`${before}{"note":"in \ufffdbetween"}${after}`).toString("latin1"),
      );
    },
  );
});
