import type { AnswerChannel } from "@infershield/core";
import { places, spelling, type Usage } from "./answer-text.ts";
import { WireError } from "./error.ts";
import { type JsonDocument, parseStrictJson } from "./json-document.ts";
import { resolvePointer } from "./json-value.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";
import type { BodyShape } from "./shape.ts";
import { spliceText } from "./splice.ts";
import { withoutTokens } from "./token-echo.ts";
import { wireFormats } from "./wire-formats.ts";

/** The whole text of one channel of an answer. */
export interface AnswerText {
  readonly channel: AnswerChannel;
  readonly text: string;
  /** JSON pointer of the text in the answer. */
  readonly path: string;
}

/** An answer that came whole. */
export interface Answer {
  readonly channels: readonly AnswerText[];
  readonly usage?: Usage;
  readonly document: JsonDocument;
}

/**
 * Finds the text of a whole answer (not a stream). Channel ids are the ones a stream of the same answer has.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`, `UNSUPPORTED_SHAPE`
 */
export function readAnswer(shape: BodyShape, bytes: Uint8Array): Answer {
  const document = parseStrictJson(bytes, { maxValues: maxAnswerValues });
  if (document.root.kind !== "object") throw new WireError("UNSUPPORTED_SHAPE", "The answer is no JSON object.");
  const { places: channels, usage } = wireFormats[shape].readAnswer(document.text, document.root);
  if (channels.length > mostTexts) throw tooManyTexts();
  return { channels, document, ...(usage && { usage }) };
}

/**
 * The answer with other texts; every other byte stays as it is.
 *
 * @param texts - By the path of the text that each replaces. Channels may share an id where a server numbers them wrongly.
 * @throws WireError `INVALID_JSON` when the text of a tool call whose input is an object is no JSON
 */
export function rewriteAnswer(answer: Answer, texts: ReadonlyMap<string, string>): Uint8Array {
  const edits = answer.channels.flatMap(({ text, path }) => {
    const changed = texts.get(path);
    const node = resolvePointer(answer.document.root, path);
    if (changed === undefined || changed === text || node === undefined) return [];
    return [{ start: node.start, end: node.end, replacement: spelling(node, changed) }];
  });
  if (edits.length === 0) return answer.document.bytes;
  const all = [...edits, ...withoutTokens(answer.document.root)].toSorted((one, other) => one.start - other.start);
  return Buffer.from(spliceText(answer.document.text, all));
}

/**
 * Finds every text in the JSON body of an error answer, whatever its shape.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`
 */
export function readErrorAnswer(bytes: Uint8Array): Answer {
  const document = parseStrictJson(bytes);
  const channels = places(document.text, document.root, "", { kind: "text", id: "error" }, true);
  return { channels, document };
}

/** A batch of embeddings has millions of numbers. */
const maxAnswerValues = 8_000_000;
