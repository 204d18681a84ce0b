import type { AnswerChannel } from "@infershield/core";
import { candidateIndex, geminiPlaces, geminiUsage } from "./answer-gemini.ts";
import type { AnswerStream, StreamStep } from "./answer-stream.ts";
import { type Usage, unknownPlaces } from "./answer-text.ts";
import { items, member } from "./json-value.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";
import { createOpenChannels } from "./open-channels.ts";
import { type SseEvent, sseBlock } from "./sse-parser.ts";
import { eventObject, plainParts, streamStep } from "./stream-step.ts";
import { errorObject, isRefusal, refusalNotice, type WireErrorInput } from "./wire-error-body.ts";

/**
 * Reads the stream of a generated answer: as server-sent events, or as the elements of one JSON array.
 *
 * @see Gemini API reference, "streamGenerateContent"
 */
export function createGeminiStream(framing: "sse" | "json_array"): AnswerStream {
  const open = createOpenChannels();
  let usage: Usage | undefined;
  let calls = 0;
  let begun = false;
  /** Candidates that were begun and not finished. */
  const running = new Set<number>();

  function block(value: unknown, closing: string): string {
    const json = JSON.stringify(value);
    if (framing === "sse") return sseBlock(json);
    const opening = begun ? "," : "[";
    begun = true;
    return `${opening}\n${json}${closing}`;
  }

  /** The client has the array's beginning when it was given an element, not when one was read. */
  function noting(step: StreamStep): StreamStep {
    const write: StreamStep["write"] = (texts) => {
      begun = true;
      return step.write(texts);
    };
    return { ...step, write };
  }

  function readEvent(event: SseEvent): StreamStep {
    const root = eventObject(event);
    if (root === undefined) return streamStep(event, {});
    const source = event.data ?? "";
    if (member(root, "error") !== undefined)
      return streamStep(event, {
        parts: plainParts(unknownPlaces(source, root, "", "", new Set())),
        ends: open.closeAll(),
        failed: true,
      });
    usage = geminiUsage(source, root) ?? usage;
    const found = geminiPlaces(source, root, (candidate, _part, kind) => {
      if (kind !== "tool_call") return `candidates/${candidate}/${kind}`;
      calls += 1;
      return `candidates/${candidate}/calls/${calls}`;
    });
    const deltas = open.take(found);
    const finished = items(member(root, "candidates")).flatMap((candidate, at) => {
      const index = candidateIndex(source, candidate, at);
      running.add(index);
      if (member(candidate, "finishReason")?.kind !== "string") return [];
      running.delete(index);
      return [`candidates/${index}/`];
    });
    if (running.size > mostTexts) throw tooManyTexts();
    // A prompt that the service refuses to answer has no candidate that could finish.
    const refused = member(member(root, "promptFeedback"), "blockReason") !== undefined;
    if (finished.length === 0 && !refused) return streamStep(event, { parts: plainParts(deltas) });
    const closed = open.close(finished, deltas);
    return streamStep(event, { parts: plainParts(closed.deltas), ends: closed.ends, done: running.size === 0 });
  }

  return {
    read: (event) => noting(readEvent(event)),
    deltaEvent: (channel, held) => block({ candidates: [candidateOf(channel, held)] }, ""),
    errorEvent: (error) => {
      // Gemini CLI overlooks an error event and asks again unless a candidate with text has finished; the SDKs throw at the error.
      const finish = isRefusal(error) ? block({ candidates: [refusedCandidate(error)] }, "") : "";
      return finish + block(errorObject("gemini", error), "]");
    },
    usage: () => usage,
    settled: () => false,
  };
}

function refusedCandidate(error: WireErrorInput): Record<string, unknown> {
  const content = { parts: [{ text: refusalNotice(error) }], role: "model" };
  return { content, finishReason: "PROHIBITED_CONTENT", finishMessage: error.message, index: 0 };
}

function candidateOf(channel: AnswerChannel, held: string): Record<string, unknown> {
  const part = channel.kind === "reasoning" ? { text: held, thought: true } : { text: held };
  return { content: { parts: [part], role: "model" }, index: Number(channel.id.split("/")[1]) };
}
