import type { PromptPart, PromptRole } from "@infershield/core";
import { WireError } from "./error.ts";
import { isWord } from "./is-word.ts";
import type { JsonValue } from "./json-value.ts";
import { keyMark } from "./splice.ts";

/** Whose words the strings below a value are, and which tool they concern. */
export interface PartContext {
  readonly role: PromptRole;
  readonly tool?: string | undefined;
}

/** Gathers the parts of one request body in the order of the body. */
export interface PartCollector {
  /** Text of the body that the values point into. */
  readonly source: string;
  readonly parts: PromptPart[];
  /** Set when the body carries something that is no text: images, audio, files, encrypted reasoning. */
  partial: boolean;
  /** How many pieces of base64 data were read as text. */
  decoded: number;
  /** Names of called tools by call id, so that a result tells which tool it came from. */
  readonly calledTools: Map<string, string>;
  /** Paths of the parts that are identifiers. */
  readonly identifiers: Set<string>;
}

/** An empty collector for a body with this text. */
export function createPartCollector(source: string): PartCollector {
  return { source, parts: [], partial: false, decoded: 0, calledTools: new Map(), identifiers: new Set() };
}

/** Adds the text of a string; an empty one and any other value are no part. */
export function addText(out: PartCollector, value: JsonValue, path: string, context: PartContext): void {
  if (value.kind !== "string" || value.end - value.start === 2) return;
  addPart(out, path, value.text, context);
}

/** Adds a whole number that is long enough for a card or an account. */
export function addNumber(out: PartCollector, value: JsonValue, path: string, context: PartContext): void {
  if (value.end - value.start < minDigits) return;
  const digits = out.source.slice(value.start, value.end);
  if (/^[0-9]+$/.test(digits)) addPart(out, path, digits, context);
}

/** Adds the name of a member that is long enough for a token and no plain word. */
export function addKey(out: PartCollector, key: string, path: string, context: PartContext): void {
  if (key.length >= minKey && !isWord(key, 0, key.length)) addPart(out, keyMark + path, key, context);
}

/**
 * Adds a part.
 *
 * @throws WireError `TOO_LARGE` when there are too many
 */
export function addPart(out: PartCollector, path: string, text: string, context: PartContext): void {
  if (out.parts.length >= maxParts) throw new WireError("TOO_LARGE", "The body holds too many texts.");
  const { role, tool } = context;
  out.parts.push(tool === undefined ? { role, path, text } : { role, path, text, tool });
}

/** Each text costs a scan of its own; a long session of an agent has some thousands. */
const maxParts = 50_000;
/** Shorter numbers and names hold neither a card, an account nor a token. */
const minDigits = 9;
const minKey = 11;
