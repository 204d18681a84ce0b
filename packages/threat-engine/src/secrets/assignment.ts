import {
  characterSet,
  characterSetExcept,
  type LiteralHit,
  type LiteralRule,
  type MatchResult,
  runEnd,
} from "../rule.ts";
import { type Given, isMadeUp, scoreValue, shortestValue } from "./assigned-value.ts";
import { longestOperator, readOperator } from "./assignment-operator.ts";
import {
  chosenSecret,
  type NameStrength,
  nameStrength,
  passwordWords,
  strongest,
  tellingWords,
  vendorWords,
  weakWords,
} from "./secret-names.ts";
import { isTag, readElement, readValue, unescaped, type ValuePlace } from "./value-place.ts";

const nameCharacters = characterSet("A-Za-z0-9_.-");
const longestName = 60;
/** What is drawn at random is so from its beginning on. */
const longestJudged = 96;
/** A small letter behind a word makes it another word: `keyboard`, `author`, `passes`. */
const notInsideWord = characterSetExcept("a-z");

/** Reads `name = "value"` from the name's telling word on; the match is the value alone. */
function matchAssignment(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const nameEnd = runEnd(text, hit.end, nameCharacters, longestName);
  let at = nameEnd;
  // A JSON inside a JSON string escapes its quotes.
  while (text[at] === "*" || text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "]") {
    at += 1;
    if (at - nameEnd > 4) return "none";
  }
  if (!ended && text.length - at < longestOperator) return "more";
  const operator = readOperator(text, at, hit.start);
  if (operator === undefined) return "none";
  if (text[at] === "," && at === nameEnd) return "none";
  if (text[at] === ">" && !isTag(text, hit.start)) return "none";
  const value = text[at] === ">" ? readElement(text, operator.end) : readValue(text, { ...operator, start: at }, ended);
  if (value === "more" || value === undefined) return value ?? "none";
  if (value.end - value.start < shortestValue || isSealed(text, value)) return "none";
  const meant = unescaped(text.slice(value.start, Math.min(value.end, value.start + longestJudged)));
  // A table of names says each of itself.
  if (text.slice(nameEnd - meant.length, nameEnd).toLowerCase() === meant.toLowerCase()) return "none";
  const given: Given = { text: meant, told: value.told, by: operator.by };
  const written = text.slice(hit.start, hit.end);
  // Among capitals alone another one makes it another word: `TOKENIZER`, `AUTHOR`.
  if (isCapitals.test(written) && isCapitals.test(text.slice(hit.end, Math.min(nameEnd, hit.end + 1)))) return "none";
  // What Go says of a test.
  if (written === "PASS" && text.slice(Math.max(0, hit.start - 4), hit.start) === "--- ") return "none";
  const word = written.toLowerCase();
  // Most values are no secret under any name, and a name takes longer to judge.
  const most = strongest(word);
  const highest = scoreOnce(given, most);
  if (highest === 0) return "none";
  const strength = nameStrength({
    before: text.slice(Math.max(0, hit.start - longestName), hit.start),
    word,
    after: text.slice(hit.end, nameEnd),
    isCapital: /^[A-Z]/.test(written),
  });
  if (strength === "none" || isBadge(text, hit.start)) return "none";
  if (digest.test(given.text) && isKeyOfDigest(text, hit.start, strength === "weak")) return "none";
  const isChosenSecret = word === chosenSecret && strength === "strong" && given.told !== "nothing" && isMadeUp(meant);
  const score = strength === most || isChosenSecret ? highest : scoreOnce(given, strength);
  return score === 0 ? "none" : { start: value.start, end: value.end, score };
}

const isCapitals = /^[A-Z]+$/;

type Strength = Exclude<NameStrength, "none">;
let judged: { readonly given: Given; readonly strength: Strength; readonly score: number } | undefined;

/** Each telling word of a name asks about the value behind the name, as both of `auth_key` do: it is judged once. */
function scoreOnce(given: Given, strength: Strength): number {
  const isSame =
    judged?.strength === strength &&
    judged.given.text === given.text &&
    judged.given.told === given.told &&
    judged.given.by === given.by;
  if (judged === undefined || !isSame) judged = { given, strength, score: scoreValue(given, strength) };
  return judged.score;
}

/** A commit, a file or a record is kept under its digest, and a signer's key is called by one. */
function isKeyOfDigest(text: string, start: number, isPlain: boolean): boolean {
  const before = text.slice(Math.max(0, start - 4), start);
  return isPlain ? !/\w$/.test(before) : /[gp]{2}g[._-]?$/i.test(before);
}

const digest = /^(?:[0-9a-f]{40}|[0-9A-F]{40}|[0-9a-f]{64})$/;

/** The address of a picture that shows a state carries a key that only shows it. */
function isBadge(text: string, start: number): boolean {
  return text.slice(Math.max(0, start - 10), start).toLowerCase() === "badge.svg?";
}

/** A value of a sealed secret of Kubernetes, which only its cluster opens: two bytes say how long the key is that it begins with. */
function isSealed(text: string, { start, end }: ValuePlace): boolean {
  return end - start >= shortestSealed && /^Ag[A-D]/.test(text.slice(start, start + 3));
}

const shortestSealed = 600;

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
