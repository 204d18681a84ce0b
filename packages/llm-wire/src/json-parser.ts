import { WireError } from "./error.ts";
import type { JsonLimits, JsonString, JsonValue } from "./json-value.ts";
import { findStringEnds } from "./string-ends.ts";

/**
 * Reads strict JSON (RFC 8259) and remembers where each value stands.
 *
 * Accepts what `JSON.parse` accepts, less objects that name a key twice (also when one is spelled with escapes: two readers could take
 * different ones) and whatever exceeds the limits. Depth is checked on the way down, so deep nesting costs nothing.
 *
 * @param options.isAscii - Set when the text is known to be: then long strings are read faster.
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`
 */
export function parseJsonText(source: string, options: JsonLimits & { readonly isAscii?: boolean } = {}): JsonValue {
  const {
    isAscii = false,
    maxDepth = 64,
    maxKeysPerObject = 10_000,
    maxKeys = 500_000,
    maxValues = 1_000_000,
  } = options;
  let at = 0;
  let keys = 0;
  let values = 0;
  /** Made for the first long string. */
  let endFrom: ((from: number) => number) | undefined;

  function next(): number {
    const code = source.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
    space.lastIndex = at;
    space.test(source);
    at = space.lastIndex;
    return source.charCodeAt(at);
  }

  function string(): JsonString {
    const start = at;
    at = start + 1;
    let code = source.charCodeAt(at);
    while (code >= 32 && code !== quote && code !== backslash && at - start < shortString) {
      at += 1;
      code = source.charCodeAt(at);
    }
    if (at - start >= shortString) {
      endFrom ??= findStringEnds(source, { isAscii });
      at = endFrom(at);
    }
    const escaped = source.charCodeAt(at) === backslash;
    if (escaped) at = closingQuote(source, at);
    if (source.charCodeAt(at) !== quote) throw invalid(at);
    at += 1;
    return {
      kind: "string",
      start,
      end: at,
      text: escaped ? decoded(source, start, at) : source.slice(start + 1, at - 1),
    };
  }

  function scalar(kind: "true" | "false" | "null"): JsonValue {
    if (!source.startsWith(kind, at)) throw invalid(at);
    const start = at;
    at += kind.length;
    return { kind, start, end: at };
  }

  function number(): JsonValue {
    const start = at;
    digits.lastIndex = start;
    if (!digits.test(source)) throw invalid(at);
    at = digits.lastIndex;
    return { kind: "number", start, end: at };
  }

  function array(depth: number): JsonValue {
    if (depth > maxDepth) throw new WireError("TOO_DEEP", `The body is nested deeper than ${maxDepth} levels.`);
    const start = at;
    const found: JsonValue[] = [];
    at += 1;
    if (next() === closeBracket) {
      at += 1;
      return { kind: "array", start, end: at, items: found };
    }
    for (;;) {
      found.push(value(depth));
      const code = next();
      at += 1;
      if (code === closeBracket) return { kind: "array", start, end: at, items: found };
      if (code !== comma) throw invalid(at - 1);
    }
  }

  function object(depth: number): JsonValue {
    if (depth > maxDepth) throw new WireError("TOO_DEEP", `The body is nested deeper than ${maxDepth} levels.`);
    const start = at;
    const members = new Map<string, JsonValue>();
    at += 1;
    if (next() === closeBrace) {
      at += 1;
      return { kind: "object", start, end: at, members };
    }
    for (let count = 1; ; count += 1) {
      if (next() !== quote) throw invalid(at);
      const key = string().text;
      keys += 1;
      if (count > maxKeysPerObject || keys > maxKeys) throw new WireError("TOO_LARGE", "The body has too many keys.");
      if (next() !== colon) throw invalid(at);
      at += 1;
      members.set(key, value(depth));
      if (members.size !== count) throw new WireError("DUPLICATE_KEY", "An object of the body names a key twice.");
      const code = next();
      at += 1;
      if (code === closeBrace) return { kind: "object", start, end: at, members };
      if (code !== comma) throw invalid(at - 1);
    }
  }

  function value(depth: number): JsonValue {
    values += 1;
    if (values > maxValues) throw new WireError("TOO_LARGE", "The body has too many values.");
    switch (next()) {
      case quote:
        return string();
      case openBrace:
        return object(depth + 1);
      case openBracket:
        return array(depth + 1);
      case letterT:
        return scalar("true");
      case letterF:
        return scalar("false");
      case letterN:
        return scalar("null");
      default:
        return number();
    }
  }

  const root = value(0);
  next();
  if (at !== source.length) throw invalid(at);
  return root;
}

// Sticky regular expressions run at three times the speed of a loop over character codes.
const space = /[ \t\n\r]*/y;
const digits = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The next quote that no backslash takes; the end of the text when there is none. */
function closingQuote(source: string, from: number): number {
  for (let at = source.indexOf('"', from); at >= 0; at = source.indexOf('"', at + 1)) {
    let before = at - 1;
    while (source.charCodeAt(before) === backslash) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return source.length;
}

/** A literal with escapes; `JSON.parse` checks them and decodes them faster than we could. */
function decoded(source: string, start: number, end: number): string {
  try {
    const text: unknown = JSON.parse(source.slice(start, end));
    if (typeof text === "string") return text;
  } catch {
    // Its message would quote the body.
  }
  throw invalid(start);
}

/** Up to here a loop is faster than starting a search. */
const shortString = 32;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const letterT = 0x74;
const letterF = 0x66;
const letterN = 0x6e;

function invalid(at: number): WireError {
  return new WireError("INVALID_JSON", `The body is no valid JSON at character ${at}.`);
}
