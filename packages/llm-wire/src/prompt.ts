import type { PromptPart } from "@infershield/core";
import { WireError } from "./error.ts";
import type { JsonDocument } from "./json-document.ts";
import { type JsonValue, member, text } from "./json-value.ts";
import { createPartCollector } from "./part-collector.ts";
import type { BodyShape } from "./shape.ts";
import { wireFormats } from "./wire-formats.ts";

/** What a request body asks a model, in pieces. */
export interface Prompt {
  readonly shape: BodyShape;
  /** As the body names it; absent where the route does (Gemini). */
  readonly model?: string;
  /** Whether the body asks for a stream; Gemini asks with its route instead, and Ollama streams unless it is told not to. */
  readonly stream: boolean;
  /** Every string a model may read, in the order of the body. A `text` may be a slice of the body's text: copy it before keeping it. */
  readonly parts: readonly PromptPart[];
  /** Paths of the parts that are identifiers, such as the id of a call: a formed secret counts there, a likeness to speech does not. */
  readonly identifiers: ReadonlySet<string>;
  /** The body carries images, audio, files or encrypted reasoning, which are not read. */
  readonly partial: boolean;
  /** The caller's own name for the conversation (`prompt_cache_key`). */
  readonly conversationHint?: string;
  readonly document: JsonDocument;
}

/**
 * Finds all text of a request body, with whose words it is and where it stands.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` when the body cannot be one of this shape, `TOO_LARGE` with more than 50,000 texts
 */
export function readPrompt(shape: BodyShape, document: JsonDocument): Prompt {
  const { root, text: source } = document;
  if (root.kind !== "object") throw new WireError("UNSUPPORTED_SHAPE", "The body is no JSON object.");
  const out = createPartCollector(source);
  wireFormats[shape].readPrompt(out, root);
  const model = ownText(member(root, "model"));
  const conversationHint = ownText(member(root, "prompt_cache_key"));
  return {
    shape,
    stream: member(root, "stream")?.kind === "true",
    parts: out.parts,
    identifiers: out.identifiers,
    partial: out.partial,
    document,
    ...(model !== undefined && { model }),
    ...(conversationHint !== undefined && { conversationHint }),
  };
}

/** A string that outlives the body: a slice of the body's text would keep all of it. */
function ownText(value: JsonValue | undefined): string | undefined {
  const slice = text(value);
  return slice === undefined ? undefined : Buffer.from(slice, "utf16le").toString("utf16le");
}
