import { describe, expect, it } from "vitest";
import { createAnswerStream } from "./create-answer-stream.ts";
import { createJsonArrayParser } from "./json-array-parser.ts";

describe("the error that ends a stream", () => {
  const block = { status: 403, code: "firewall_block", message: "Blocked." };

  it("closes the open block of a message, says why in a block of its own, and never stops the block of a call", () => {
    const start = (index: number, content_block: object): object => ({
      type: "content_block_start",
      index,
      content_block,
    });
    const eventsAfter = (...events: readonly object[]): unknown[] => {
      const reader = createAnswerStream("messages");
      for (const event of events) {
        reader.read({ raw: Buffer.from("x"), data: JSON.stringify(event) }).write([]);
      }
      return reader
        .errorEvent(block)
        .split("\n\n")
        .flatMap((it) => it.split("data: ")[1] ?? [])
        .map((data) => JSON.parse(data));
    };
    const notice = (index: number): unknown[] => [
      { type: "content_block_start", index, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index, delta: { type: "text_delta", text: "[Blocked.]" } },
      { type: "content_block_stop", index },
      {
        type: "error",
        error: {
          type: "permission_error",
          message: "Blocked.",
          code: "content_filter",
          infershield_code: "firewall_block",
        },
      },
    ];
    expect(eventsAfter()).toEqual(notice(0));
    expect(eventsAfter(start(0, { type: "text", text: "" }))).toEqual([
      { type: "content_block_stop", index: 0 },
      ...notice(1),
    ]);
    expect(eventsAfter(start(0, { type: "tool_use", id: "t", name: "bash", input: {} }))).toEqual(notice(1));
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
    const notice = { content: { parts: [{ text: "[Blocked.]" }] }, finishReason: "PROHIBITED_CONTENT" };
    expect(JSON.parse(fresh.errorEvent(block))).toMatchObject([
      { candidates: [notice] },
      { error: { code: 403, status: "PERMISSION_DENIED" } },
    ]);
    const failed = createAnswerStream("generate_content", { framing: "json_array" });
    expect(JSON.parse(failed.errorEvent({ ...block, status: 502 }))).toHaveLength(1);
    const begun = createAnswerStream("generate_content", { framing: "json_array" });
    const [event] = createJsonArrayParser().push(Buffer.from('[{"candidates":[]}'));
    if (event === undefined) throw new Error("no event");
    begun.read(event).write([]);
    expect(JSON.parse(`[{"candidates":[]}${begun.errorEvent(block)}`)).toHaveLength(3);
  });
});
