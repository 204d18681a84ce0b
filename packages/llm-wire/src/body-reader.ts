import { WireError } from "./error.ts";
import { type FieldReaders, readFields } from "./field-readers.ts";
import { type JsonValue, member } from "./json-value.ts";
import type { PartCollector } from "./part-collector.ts";

/** Gathers the parts of a request body. @throws WireError `UNSUPPORTED_SHAPE` when it cannot be one of its shape */
export type BodyReader = (out: PartCollector, root: JsonValue) => void;

/** By what a body is known. */
export interface BodyMark {
  /** Completes "The body is no … request." */
  readonly kind: string;
  readonly isOne: (root: JsonValue) => boolean;
  /** What to send instead. */
  readonly hint: string | ((root: JsonValue) => string);
}

/** A reader of bodies with these fields; text in any other is read with the role `other`. */
export function bodyReader({ kind, isOne, hint }: BodyMark, fields: FieldReaders): BodyReader {
  const folded = new Set([...fields.keys()].map(fold));
  return (out, root) => {
    if (hasDisguised(root, fields, folded)) {
      throw new WireError("UNSUPPORTED_SHAPE", "The body names a field in other letters than it has.", {
        hint: "Servers written in Go would take it for that field. Spell it as the API does.",
      });
    }
    if (!isOne(root)) {
      throw new WireError("UNSUPPORTED_SHAPE", `The body is no ${kind} request.`, {
        hint: typeof hint === "string" ? hint : hint(root),
      });
    }
    readFields(out, root, "", fields, { role: "other" });
  };
}

/** Whether a member is a field but for the case of its letters: some servers read it as that field, and the last of two wins. */
function hasDisguised(root: JsonValue, fields: FieldReaders, folded: ReadonlySet<string>): boolean {
  return root.kind === "object" && root.members.keys().some((name) => !fields.has(name) && folded.has(fold(name)));
}

/** Both ways, since `ſ` and `K` (the sign of Kelvin) are letters of these words, too. */
function fold(name: string): string {
  return name.toUpperCase().toLowerCase();
}

/** The mark of a body that holds messages. */
export function withMessages(kind: string): BodyMark {
  return { kind, isOne: (root) => member(root, "messages")?.kind === "array", hint: "Send `messages` as an array." };
}

/** The mark of a body that has one of these members. */
export function withOneOf(kind: string, names: readonly string[], hint: string): BodyMark {
  return { kind, isOne: (root) => names.some((name) => member(root, name) !== undefined), hint };
}
