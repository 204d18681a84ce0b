/** A string literal; `start` and `end` include its quotes. */
export interface JsonString {
  readonly kind: "string";
  readonly start: number;
  readonly end: number;
  /** What it says, as `JSON.parse` gives it; a lone surrogate stays one. Without escapes a slice of the document's text. */
  readonly text: string;
}

/** A number, or `true`, `false`, `null`: kept as it is spelled, since a number may not survive JavaScript's. */
export interface JsonScalar {
  readonly kind: "number" | "true" | "false" | "null";
  readonly start: number;
  readonly end: number;
}

/** An array; its items in their order. */
export interface JsonArray {
  readonly kind: "array";
  readonly start: number;
  readonly end: number;
  readonly items: readonly JsonValue[];
}

/** An object; a map, so that a key such as `__proto__` is only a key. */
export interface JsonObject {
  readonly kind: "object";
  readonly start: number;
  readonly end: number;
  readonly members: ReadonlyMap<string, JsonValue>;
}

/** A JSON value and where it stands: UTF-16 offsets into the document's text, `end` exclusive. */
export type JsonValue = JsonString | JsonScalar | JsonArray | JsonObject;

/** Bounds on a document, so that a small body cannot cost much memory or time. */
export interface JsonLimits {
  /** Arrays and objects inside one another. Default 64. */
  readonly maxDepth?: number;
  /** Default 10,000. */
  readonly maxKeysPerObject?: number;
  /** Keys of all objects together. Default 500,000. */
  readonly maxKeys?: number;
  /** Values of every kind together. Default 1,000,000. */
  readonly maxValues?: number;
}

/** The member `key` of an object; undefined when `value` is no object or lacks it. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value?.kind === "object" ? value.members.get(key) : undefined;
}

/** The items of an array; none when `value` is no array. */
export function items(value: JsonValue | undefined): readonly JsonValue[] {
  return value?.kind === "array" ? value.items : [];
}

/** The text of a string; undefined when `value` is no string. */
export function text(value: JsonValue | undefined): string | undefined {
  return value?.kind === "string" ? value.text : undefined;
}

/** A number as JavaScript has it; undefined when `value` is no number. */
export function number(source: string, value: JsonValue | undefined): number | undefined {
  return value?.kind === "number" ? Number(source.slice(value.start, value.end)) : undefined;
}

/** Adds one key or index to a JSON pointer. @see RFC 6901 section 3 */
export function pointer(parent: string, key: string | number): string {
  if (typeof key === "number") return `${parent}/${key}`;
  return `${parent}/${/[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key}`;
}

/** The value a JSON pointer names; undefined when there is none. @see RFC 6901 section 4 */
export function resolvePointer(root: JsonValue, path: string): JsonValue | undefined {
  let node: JsonValue | undefined = root;
  for (const step of path.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (node?.kind === "array") node = node.items[Number(key)];
    else node = member(node, key);
  }
  return node;
}
