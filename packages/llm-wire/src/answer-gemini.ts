import { indexIn, listOf, place, type TextPlace, type Usage, unknownPlaces, usageOf } from "./answer-text.ts";
import { WireError } from "./error.ts";
import { type JsonValue, member, pointer, text } from "./json-value.ts";

/** Tokens as Gemini counts them. */
export function geminiUsage(source: string, root: JsonValue): Usage | undefined {
  return usageOf(source, member(root, "usageMetadata"), "promptTokenCount", "candidatesTokenCount");
}

/** The number of a candidate, or its position: the service leaves out a zero. */
export function candidateIndex(source: string, candidate: JsonValue, position: number): number {
  return indexIn(source, candidate, "index", position);
}

/** Every text of the candidates; `partId` names the channel of a candidate's part. */
export function geminiPlaces(
  source: string,
  root: JsonValue,
  partId: (candidate: number, part: number, kind: "text" | "reasoning" | "tool_call") => string,
): TextPlace[] {
  const found = listOf(member(root, "candidates")).flatMap((candidate, position) => {
    const index = candidateIndex(source, candidate, position);
    const path = pointer("/candidates", position);
    return [
      ...listOf(member(member(candidate, "content"), "parts")).flatMap((part, at) =>
        partPlaces(source, part, pointer(`${path}/content/parts`, at), (kind) => partId(index, at, kind)),
      ),
      ...unknownPlaces(
        source,
        member(candidate, "content"),
        `${path}/content`,
        `candidates/${index}/content/`,
        contentKeys,
      ),
      ...unknownPlaces(source, candidate, path, `candidates/${index}/`, candidateKeys),
    ];
  });
  return [...found, ...unknownPlaces(source, root, "", "", bodyKeys)];
}

function partPlaces(
  source: string,
  part: JsonValue,
  path: string,
  id: (kind: "text" | "reasoning" | "tool_call") => string,
): TextPlace[] {
  const kind = member(part, "thought")?.kind === "true" ? "reasoning" : "text";
  const call = member(part, "functionCall");
  const tool = text(member(call, "name"));
  if (listOf(member(call, "partialArgs")).length > 0) throw inFragments();
  const code = member(member(part, "executableCode"), "code");
  const found = unknownPlaces(source, part, path, `${id("text")}/`, partKeys);
  if (member(part, "text") !== undefined)
    found.push(...place(source, member(part, "text"), `${path}/text`, { kind, id: id(kind) }));
  if (call !== undefined) {
    const channel = { kind: "tool_call", id: id("tool_call"), ...(tool !== undefined && { tool }) } as const;
    found.push(
      ...place(source, member(call, "args"), `${path}/functionCall/args`, channel),
      ...unknownPlaces(source, call, `${path}/functionCall`, `${channel.id}/called/`, callKeys),
    );
  }
  if (code !== undefined) {
    const channel = { kind: "tool_call", id: id("tool_call"), tool: "code_execution" } as const;
    found.push(...place(source, code, `${path}/executableCode/code`, channel, true));
  }
  return found;
}

/** Whether they are dangerous shows in no fragment, and Gemini streams them only to who asks for it. */
function inFragments(): WireError {
  return new WireError("INVALID_STREAM", "The answer brings the arguments of a tool call in fragments.");
}

const callKeys: ReadonlySet<string> = new Set(["id", "args", "partialArgs"]);
const candidateKeys: ReadonlySet<string> = new Set([
  "index",
  "content",
  "finishReason",
  "safetyRatings",
  "logprobsResult",
  "avgLogprobs",
]);
const contentKeys: ReadonlySet<string> = new Set(["parts"]);
const bodyKeys: ReadonlySet<string> = new Set([
  "candidates",
  "usageMetadata",
  "modelVersion",
  "responseId",
  "createTime",
]);
const partKeys: ReadonlySet<string> = new Set([
  "text",
  "thought",
  "thoughtSignature",
  "functionCall",
  "executableCode",
  "inlineData",
]);
