import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { type Given, scoreValue, shortestValue } from "./assigned-value.ts";
import { randomnessOf } from "./randomness.ts";
import { nameStrength, passwordWords, tellingWords, vendorWords, weakWords } from "./secret-names.ts";

const nameCharacters = characterSet("A-Za-z0-9_.-");
/** A value ends at white space, a quote or a bracket. */
const bareValue = characterSet("A-Za-z0-9+/=_.~!@#$%^&*:?|-");
const longestValue = 1_024;
const longestName = 60;
/** A small letter behind a word makes it another word: `keyboard`, `author`, `passes`. */
const notInsideWord = characterSet("a-z").map((set) => 1 - set);

/** What stands between a name and its value in programs, settings and markup. */
const assigns =
  /[ \t]{0,8}(?::{1,3}=|\?{1,2}=|\|\|:?=|\+=|=>|=(?!=)|:(?: {0,2}[&\w]{1,12} {0,2}=(?!=))?)[ \t]{0,8}|,[ \t]{0,4}(?=\\?["'])|\(\s{0,2}(?=["'`])|>\s{0,8}(?=[A-Za-z0-9{])|[ \t]{1,4}(?:string|str|text|auto)[ \t]{1,4}=[ \t]{0,4}/y;
/** A long value is written in the next line. */
const nextLine = /[ \t\r]{0,4}\n[ \t]{0,40}(?=["'`])/y;
/** What stands between them in commands and in prose. */
const says = /[ \t]{1,4}(?:(?:is|was|value)[ \t]{0,2}[:=]?[ \t]{1,4})?(?=["'`]?[A-Za-z0-9+/_-])/y;
const longestOperator = 60;

/** Reads `name = "value"` from the name's telling word on; the match is the value alone. */
function matchAssignment(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const nameEnd = runEnd(text, hit.end, nameCharacters, longestName);
  let at = nameEnd;
  // A JSON inside a JSON string escapes its quotes.
  while (text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "]") {
    at += 1;
    if (at - nameEnd > 4) return "none";
  }
  if (!ended && text.length - at < longestOperator) return "more";
  const operator = readOperator(text, at);
  if (operator === undefined) return "none";
  if (text[at] === "," && at === nameEnd) return "none";
  if (text[at] === ">" && !isTag(text, hit.start)) return "none";
  const value = text[at] === ">" ? readElement(text, operator.end) : readValue(text, operator.end, ended);
  if (value === "more" || value === undefined) return value ?? "none";
  if (value.end - value.start < shortestValue[operator.by]) return "none";
  const strength = nameStrength({
    before: text.slice(Math.max(0, hit.start - longestName), hit.start),
    word: text.slice(hit.start, hit.end).toLowerCase(),
    after: text.slice(hit.end, nameEnd),
  });
  if (strength === "none") return "none";
  const given: Given = { text: text.slice(value.start, value.end), closedBy: value.closedBy, by: operator.by };
  const score = scoreValue(given, strength);
  return score === 0 ? "none" : { start: value.start, end: value.end, score };
}

/** Reads what stands between a name and a value. */
function readOperator(text: string, at: number): { readonly end: number; readonly by: Given["by"] } | undefined {
  assigns.lastIndex = at;
  if (assigns.test(text)) {
    const end = assigns.lastIndex;
    nextLine.lastIndex = end;
    return { end: nextLine.test(text) ? nextLine.lastIndex : end, by: "sign" };
  }
  says.lastIndex = at;
  const said = says.exec(text)?.[0];
  if (said === undefined) return undefined;
  return { end: says.lastIndex, by: said.trim() === "" ? "blank" : "verb" };
}

/** Where a value stands, without its quotes. */
interface ValuePlace {
  readonly start: number;
  readonly end: number;
  readonly closedBy: Given["closedBy"];
}

/** The piece of an element's text that looks most like a secret: programs write the kind of a sealed value before it. */
function readElement(text: string, from: number): ValuePlace | undefined {
  const close = text.indexOf("<", from);
  if (close < 0 || close - from > longestValue) return undefined;
  const pieces = [...text.slice(from, close).matchAll(/[^\s{}]{1,1024}/g)].map(
    ({ 0: piece, index }): ValuePlace & { readonly bits: number } => ({
      start: from + index,
      end: from + index + piece.length,
      closedBy: "quote",
      bits: randomnessOf(piece),
    }),
  );
  return pieces.toSorted((a, b) => b.bits - a.bits)[0];
}

function readValue(text: string, from: number, ended: boolean): ValuePlace | "more" | undefined {
  let start = from;
  while (start - from < 3 && /[\\"'`]/.test(text[start] ?? "")) start += 1;
  const quote = start > from ? text[start - 1] : undefined;
  const stop = runEnd(text, start, bareValue, longestValue + 1);
  if (stop === text.length && !ended && stop - start <= longestValue) return "more";
  if (stop - start > longestValue) return undefined;
  // Part of a longer quoted string is prose or a template, not a secret.
  if (quote !== undefined && text[stop] !== quote && text[stop] !== "\\") return undefined;
  if (quote !== undefined) return { start, end: stop, closedBy: "quote" };
  // `Server=…;User=…;Password=…;`: semicolons are the quotes of connection strings.
  return { start, end: trimEnd(text, start, stop), closedBy: text[stop] === ";" ? "semicolon" : "nothing" };
}

/** Bars end a cell of a table, full stops and colons a sentence, and what follows `&` is another parameter. */
function trimEnd(text: string, start: number, stop: number): number {
  const next = text.slice(start, stop).search(/&\w/);
  let end = next < 0 ? stop : start + next;
  while (end > start && /[|.:,]/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}

/** `<name>`: the value is the element's text. */
function isTag(text: string, start: number): boolean {
  return /<[\w.-]{0,60}$/.test(text.slice(Math.max(0, start - longestName - 1), start));
}

/** Finds values that look random under names such as `api_key`, in code, settings, commands, JSON and markup. */
export const assignmentRule: LiteralRule = {
  id: "secret.assignment",
  category: "secret",
  severity: "high",
  explanation: "A name that means a secret is given a value that looks random.",
  literals: [...passwordWords, ...tellingWords, ...weakWords, ...vendorWords],
  wordStart: false,
  follow: notInsideWord,
  match: matchAssignment,
};
