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
  return (out, root) => {
    if (!isOne(root)) {
      throw new WireError("UNSUPPORTED_SHAPE", `The body is no ${kind} request.`, {
        hint: typeof hint === "string" ? hint : hint(root),
      });
    }
    readFields(out, root, "", fields, { role: "other" });
  };
}

/** The mark of a body that holds messages. */
export function withMessages(kind: string): BodyMark {
  return { kind, isOne: (root) => member(root, "messages")?.kind === "array", hint: "Send `messages` as an array." };
}

/** The mark of a body that has one of these members. */
export function withOneOf(kind: string, names: readonly string[], hint: string): BodyMark {
  return { kind, isOne: (root) => names.some((name) => member(root, name) !== undefined), hint };
}
