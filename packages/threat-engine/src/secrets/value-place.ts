import { characterSet, characterSetExcept, runEnd } from "../rule.ts";
import type { Given } from "./assigned-value.ts";
import type { Operator } from "./assignment-operator.ts";
import { looksGenerated } from "./generated-password.ts";
import { randomnessOf } from "./randomness.ts";

/** A value ends at white space, a quote or a bracket. */
const bareValue = characterSet("A-Za-z0-9+/=_.~!@#$%^&*:?|-");
/** Strings of several languages have a letter or a sign before their quote. */
const prefixedQuote = /[@$bruLfN]["']/;
/** In quotes a value may hold any sign. */
const quotedValue = characterSetExcept(" \t\r\n\"'`\\");
/** In the line of a file of settings, too. */
const unbroken = characterSetExcept(" \t\r\n");
const longestGenerated = 128;
/** Between quotes of one kind those of another stand for themselves. */
const quotedBy: ReadonlyMap<string | undefined, Uint8Array> = new Map([
  ['"', characterSetExcept(' \t\r\n"\\')],
  ["'", characterSetExcept(" \t\r\n'\\")],
]);
/** Several programs write a slash, a plus or an ampersand so in JSON, with more backslashes in a string of a string. A quote is none of them. */
const escapedSign = /\\{1,4}(?:\/|u00(?!2[27])([0-9a-f]{2}))/gi;
const longestEscapedSign = 9;
const longestValue = 1_024;
const longestName = 60;

/** Where a value stands, without its quotes. */
export interface ValuePlace {
  readonly start: number;
  readonly end: number;
  readonly told: Given["told"];
}

/** The piece of an element's text that looks most like a secret: programs write the kind of a sealed value before it. */
export function readElement(text: string, from: number): ValuePlace | undefined {
  const close = text.indexOf("<", from);
  if (close < 0 || close - from > longestValue) return undefined;
  const end = text.endsWith("]]>", close) ? close - "]]>".length : close;
  const pieces = [...text.slice(from, end).matchAll(/[^\s{}]{1,1024}/g)].map(
    ({ 0: piece, index }): ValuePlace & { readonly bits: number } => ({
      start: from + index,
      end: from + index + piece.length,
      told: "quotes",
      bits: randomnessOf(piece),
    }),
  );
  return pieces.toSorted((a, b) => b.bits - a.bits)[0];
}

/**
 * Reads the value behind an operator, in quotes or bare.
 *
 * @param operator - `start` is where the name and the quotes around it end.
 * @returns undefined when what stands there is part of something longer
 */
export function readValue(
  text: string,
  operator: Operator & { readonly start: number },
  ended: boolean,
): ValuePlace | "more" | undefined {
  const from = operator.end + (prefixedQuote.test(text.slice(operator.end, operator.end + 2)) ? 1 : 0);
  let start = from;
  while (start - from < 3 && /[\\"'`]/.test(text[start] ?? "")) start += 1;
  const quote = start > from ? text[start - 1] : undefined;
  const stop = quote === undefined ? runEnd(text, start, bareValue, longestValue + 1) : quotedEnd(text, start);
  if (!ended && stop - start <= longestValue && mayGoOn(text, stop)) return "more";
  if (stop - start > longestValue) return undefined;
  // Part of a longer quoted string is prose or a template, not a secret.
  if (quote !== undefined && text[stop] !== quote && text[stop] !== "\\") return undefined;
  if (quote !== undefined) return { start, end: stop, told: "quotes" };
  const drawn = operator.by === "sign" ? generatedEnd(text, start, { stop, ended }) : undefined;
  if (drawn === "more") return drawn;
  if (drawn !== undefined && !ofPrograms.test(lineBeforeName(text, operator.start)))
    return { start, end: drawn, told: "place" };
  const end = trimEnd(text, start, stop);
  // A manual cuts its example short.
  if (/^\[?(?:\.\.\.|\u2026)/.test(text.slice(end, end + 4)) || text[stop] === "\u2026") return undefined;
  return { start, end, told: isPlaceOfData(text, operator, end) ? "place" : "nothing" };
}

/** Where a password of all signs ends that fills the rest of its line, if one goes on behind `stop`. */
function generatedEnd(
  text: string,
  start: number,
  { stop, ended }: { readonly stop: number; readonly ended: boolean },
): number | "more" | undefined {
  const end = runEnd(text, start, unbroken, longestGenerated + 1);
  if (end === stop || end - start > longestGenerated) return undefined;
  if (!ended && end === text.length) return "more";
  const isLine = end === text.length || /[\r\n]/.test(text[end] ?? "");
  return isLine && looksGenerated(text.slice(start, end)) ? end : undefined;
}

/** Where a value in quotes ends; a sign that is escaped is part of it. Behind a backslash alone none is: a text may be full of them. */
function quotedEnd(text: string, start: number): number {
  const limit = start + longestValue + 1;
  const value = quotedBy.get(text[start - 1]) ?? quotedValue;
  let stop = runEnd(text, start, value, longestValue + 1);
  while (stop < limit && text[stop] === "\\" && text[start - 1] !== "\\") {
    escapedSign.lastIndex = 0;
    const sign = escapedSign.exec(text.slice(stop, stop + longestEscapedSign));
    if (sign?.index !== 0) break;
    stop = runEnd(text, stop + sign[0].length, value, longestValue + 1);
  }
  return stop;
}

/** Whether what comes behind the end of a text that is not there yet may belong to a value that stops at `stop`. */
function mayGoOn(text: string, stop: number): boolean {
  return text.length - stop < Math.max(longestEscapedSign, longestGap);
}

/** A value as it is meant. */
export function unescaped(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replace(escapedSign, (_, code?: string) =>
    code === undefined ? "/" : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Whether only data stands there: in arguments, parameters, pieces of connection strings, lines of settings and elements. */
function isPlaceOfData(text: string, operator: Operator & { readonly start: number }, end: number): boolean {
  const next = text[end] ?? "\n";
  if (operator.setsData || next === ";") return true;
  const written = text.slice(operator.start, operator.end);
  const isEnd = endsLine.test(text.slice(end, end + longestGap) || next);
  if (written === "=") return isEnd || /[\s&]/.test(next) || /^,\w/.test(text.slice(end, end + 2));
  const isInSentence = written === ": " && /[\s,.]/.test(next);
  if (!isEnd && !isInSentence) return false;
  const line = lineBeforeName(text, operator.start);
  if (isInSentence && isSpoken(line)) return true;
  if (!isEnd) return false;
  if (/^(?: {1,4}|\t)$/.test(written)) return line.trim() === "";
  return /^[:=](?:\*\*)? {0,2}$| [:=] {1,2}$/.test(written) && (/["'`]$/.test(line) || !ofPrograms.test(line));
}

function isSpoken(line: string): boolean {
  // What begins it may be a string's quote, or what a tool puts before lines.
  const words = line
    .slice(Math.max(line.lastIndexOf('"'), line.lastIndexOf("`")) + 1)
    .replace(/^[\s\d:+>#*/\u2192-]+/, "");
  return spoken.test(words) && !declaring.test(words);
}

/** What stands in its line before the name that ends at `at`; the quotes around the name are no part of it. */
function lineBeforeName(text: string, at: number): string {
  let start = at;
  while (/["'*]/.test(text[start - 1] ?? "") && at - start < 3) start -= 1;
  while (start > 0 && lettersOfNames[text.charCodeAt(start - 1)] === 1) start -= 1;
  // The line break of a string reads as a backslash and a letter of the name.
  if (text[start - 1] === "\\" && /[nrt]/.test(text[start] ?? "")) return "";
  const before = text.slice(Math.max(0, start - longestIndent), start);
  return before.slice(Math.max(endOf(before, "\n"), endOf(before, "\\n")));
}

/** Where the last of these signs ends; 0 when there is none. */
function endOf(text: string, sign: string): number {
  const at = text.lastIndexOf(sign);
  return at < 0 ? 0 : at + sign.length;
}

/** The end of a line, a comment behind it, or the end of the string that holds it. */
const endsLine = /^(?:[\r\n"'`]|\\[nrt"']|[ \t]{1,8}#)/;
/** Words of a sentence, of which the last one says whose or which password it is. */
const spoken = /^[\p{L}', ]{0,40}\p{L} $/u;
/** What such words are in programs, where they declare a name. */
const declaring =
  /\b(?:pub|public|private|protected|internal|const|let|var|val|static|final|def|fun|func|type|string|param|field|column|arg|option|required|optional|mut|readonly|new)\b/;
const longestIndent = 40;
const longestGap = 9;
const lettersOfNames = characterSet("A-Za-z0-9_.\u0080-\uffff-");
/** What stands before a name in programs: brackets, other signs of theirs, and words that declare. */
const ofPrograms = /[(){}[\];=<]|\b(?:const|let|var|val|public|private|protected|readonly|static|final)\b/;

/** Bars end a cell of a table, full stops and colons a sentence, and what follows `&` is another parameter. */
function trimEnd(text: string, start: number, stop: number): number {
  const next = text.slice(start, stop).search(/&[\w.-]{1,40}=/);
  let end = next < 0 ? stop : start + next;
  while (end > start && /[|.:,]/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}

/** `<name>` or `<entry key="name">`: the value is the element's text. */
export function isTag(text: string, start: number): boolean {
  const tag = text.slice(Math.max(0, start - longestName - 30), start);
  return (
    /^(?:\w+\s(?:key|name|id)=\\?["']|[\w-]{1,20}:)?[\w.-]*$/i.test(tag.slice(tag.lastIndexOf("<") + 1)) &&
    tag.includes("<")
  );
}
