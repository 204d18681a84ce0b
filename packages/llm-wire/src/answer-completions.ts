import { bodyKeys } from "./answer-chat.ts";
import { indexIn, listOf, place, type TextPlace, unknownPlaces } from "./answer-text.ts";
import { type JsonValue, member, pointer } from "./json-value.ts";

/** The text of each choice; a whole answer and a chunk of a stream spell it alike. */
export function completionPlaces(source: string, root: JsonValue): TextPlace[] {
  const texts = listOf(member(root, "choices")).flatMap((choice, position) => {
    const path = pointer("/choices", position);
    const id = `choices/${indexIn(source, choice, "index", position)}`;
    return [
      ...place(source, member(choice, "text"), pointer(path, "text"), { kind: "text", id: `${id}/text` }),
      ...unknownPlaces(source, choice, path, `${id}/`, choiceKeys),
    ];
  });
  return [...texts, ...unknownPlaces(source, root, "", "", bodyKeys)];
}

const choiceKeys: ReadonlySet<string> = new Set(["index", "text", "finish_reason", "stop_reason", "logprobs"]);
