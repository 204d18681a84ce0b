import type { AnswerChannel } from "@infershield/core";
import { candidateIndex, geminiPlaces, geminiUsage } from "./answer-gemini.ts";
import { items, type JsonValue, member } from "./json-value.ts";
import { answersInPieces, type PieceReader } from "./piece-stream.ts";
import { errorObject, isRefusal, refusalNotice, type WireErrorInput } from "./wire-error-body.ts";
import type { WireFormat } from "./wire-format.ts";

/** Generated answers. @see Gemini API reference, "GenerateContentResponse" and "streamGenerateContent" */
export const geminiAnswers: Pick<Required<WireFormat>, "readAnswer" | "createStream"> = answersInPieces({
  places: (source, root) => geminiPlaces(source, root, (candidate, part) => `candidates/${candidate}/parts/${part}`),
  createReader: createEventReader,
  usage: geminiUsage,
  choices: (source, root) => {
    const found = candidates(source, root);
    // A prompt that the service refuses to answer has no candidate that could finish.
    const isRefused = member(member(root, "promptFeedback"), "blockReason") !== undefined;
    return isRefused ? [...found, { id: "prompt/", isFinished: true }] : found;
  },
  head: {},
  held: (channel, held) => ({ candidates: [candidateOf(channel, held)] }),
  // Gemini CLI overlooks an error event and asks again unless a candidate with text has finished; the SDKs throw at the error.
  failure: (error) => [
    ...(isRefusal(error) ? [{ candidates: [refusedCandidate(error)] }] : []),
    errorObject("gemini", error),
  ],
});

/** Events do not say which part they continue: texts are told apart by their kind, and each call is a new one. */
function createEventReader(): PieceReader {
  let calls = 0;
  return {
    places: (source, root) =>
      geminiPlaces(source, root, (candidate, _part, kind) => {
        if (kind !== "tool_call") return `candidates/${candidate}/${kind}`;
        calls += 1;
        return `candidates/${candidate}/calls/${calls}`;
      }),
  };
}

function candidates(source: string, root: JsonValue): { id: string; isFinished: boolean }[] {
  return items(member(root, "candidates")).map((candidate, at) => ({
    id: `candidates/${candidateIndex(source, candidate, at)}/`,
    isFinished: member(candidate, "finishReason")?.kind === "string",
  }));
}

function refusedCandidate(error: WireErrorInput): Record<string, unknown> {
  const content = { parts: [{ text: refusalNotice(error) }], role: "model" };
  return { content, finishReason: "PROHIBITED_CONTENT", finishMessage: error.message, index: 0 };
}

function candidateOf(channel: AnswerChannel, held: string): Record<string, unknown> {
  const part = channel.kind === "reasoning" ? { text: held, thought: true } : { text: held };
  return { content: { parts: [part], role: "model" }, index: Number(channel.id.split("/")[1]) };
}
