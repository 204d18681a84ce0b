import { type Inflection, senseOf } from "./order-lexicon.ts";
import { meanings } from "./order-meanings.ts";

/** One word of a passage and what it may mean. */
export interface OrderWord {
  /** Lower case, without the signs around it. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly bits: number;
  readonly inflection: Inflection;
  readonly isForeign: boolean;
  /** The key of a setting. */
  readonly isKey: boolean;
  /** A part of the name of something in a program. */
  readonly isPart: boolean;
  /** The signs behind it. */
  readonly closing: string;
  /** A sign before it begins a clause, or it is the first of its sentence. */
  readonly beginsClause: boolean;
  /** Number of its sentence in the passage. */
  readonly sentence: number;
}

const chunk = /\S+/g;
/** Shorter lines are not wrapped prose. */
const shortLine = 12;
const wraps = /^(?:(?:\/\/|[#>*;]|--)[ \t]{1,4})?["'`(]?[\p{L}]/u;
const leading = /^[^\p{L}\p{N}~@./$-]+/u;
const inner = /[\p{L}\p{N}/%]/u;
const endsSentence = /[.!?;]["'`)\]}>*]{0,3}$/;
const endsClause = /[,:)\]>"'`\u201d\u2013\u2014|]$/;
const opensClause = /["'`(<[*#\u201c\u201e>]/;
const onlySigns = /^[^\p{L}\p{N}~$]+$/u;
/** What joins the words of a name in a program. */
const partOfName = /[_(/:=]|\w\.\w/;
const parts = /[\p{L}\p{N}'\u2019]+/gu;
const secretPath =
  /\.(?:ssh|env|aws|netrc|npmrc|pypirc|kube|gnupg|git-credentials)\b|id_rsa|\/etc\/shadow|\/environ\b|credentials|secrets?\b|password|\bprivate|\.(?:pem|key)\b/i;
const sampleFile = /\.env[.-](?:example|sample|template|dist)/i;
const secretName = /(?:^|[A-Z0-9_])(?:TOKEN|KEY|SECRET|PASSWORD|PAT)(?:S|_|$)/;
const programFile = /\.(?:sh|py|exe|ps1|bat|pkg|dmg|jar|bin)\b/i;
const site =
  /^[\w-]{2,40}(?:\.[\w-]{2,40}){0,2}\.(?:com|net|org|io|dev|xyz|example|app|ru|de|fr|es|it|br|cn|jp)(?:\/|$)/i;
const code = /\b(?:exec|eval|urlopen|system)\(|base64/;
const home = /^~\/[A-Z]/;
const address = /[\w.+-]@[\w-]+\.[a-z]/i;

/** Signs of what is no word: where something lies or goes to, and programs. */
function signBits(text: string): number {
  let bits = 0;
  if (text.includes("://")) bits |= meanings.place | (programFile.test(text) ? meanings.program : 0);
  else if (address.test(text) || site.test(text)) bits |= meanings.place;
  else if (programFile.test(text)) bits |= meanings.program;
  if (secretPath.test(text) && !text.includes("://") && !sampleFile.test(text)) bits |= meanings.secret;
  if (secretName.test(text)) bits |= meanings.secret;
  if (/^[$\u20ac\u00a3]\d/.test(text)) bits |= meanings.money;
  if (text.includes("authorized_keys")) bits |= meanings.right;
  if (code.test(text)) bits |= meanings.program;
  if (home.test(text)) bits |= meanings.personal;
  if (/^cve-/i.test(text)) bits |= meanings.fact;
  return bits;
}

/** The words of a passage, in order. */
export function orderWords(text: string, from: number, to: number): readonly OrderWord[] {
  const words: OrderWord[] = [];
  let sentence = 0;
  let begins = true;
  const add = (
    raw: string,
    start: number,
    more: { readonly bits: number; readonly isKey?: boolean; readonly isPart?: boolean; readonly closing?: string },
  ): void => {
    const word = raw.toLowerCase().replaceAll("\u2019", "'");
    const sense = senseOf(word);
    words.push({
      word,
      start,
      end: start + raw.length,
      bits: sense.bits | more.bits,
      inflection: sense.inflection,
      isForeign: sense.isForeign === true,
      isKey: more.isKey === true,
      isPart: more.isPart === true,
      closing: more.closing ?? "",
      beginsClause: begins,
      sentence,
    });
    begins = false;
  };
  let reached = from;
  let line = from;
  for (const match of text.slice(from, to).matchAll(chunk)) {
    const whole = match[0];
    const at = from + match.index;
    const feed = text.slice(reached, at).lastIndexOf("\n");
    if (feed >= 0) {
      // A short line or one before a sign, a number or a capital is whole; other lines were wrapped.
      if (reached - line < shortLine || !wraps.test(text.slice(at, at + 12))) {
        sentence += 1;
        begins = true;
      }
      line = at;
    }
    reached = at + whole.length;
    if (onlySigns.test(whole)) {
      begins = true;
      if (whole === "|") add("|", at, { bits: 0 });
      continue;
    }
    const head = leading.exec(whole)?.[0].length ?? 0;
    const core = withoutClosing(whole.slice(head));
    if (head > 0 && opensClause.test(whole.slice(0, head))) begins = true;
    const isKey = begins && /^["']?\s?[:=]/.test(text.slice(at + head + core.length, at + head + core.length + 3));
    const closing = whole.slice(head + core.length);
    const bits = signBits(core);
    const pieces = [...core.matchAll(parts)];
    if (bits !== 0 || pieces.length <= 1 || senseOf(core.toLowerCase()).bits !== 0)
      add(core, at + head, { bits, isKey, closing });
    else
      for (const { 0: piece, index } of pieces)
        add(piece, at + head + index, {
          bits: 0,
          isKey,
          isPart: partOfName.test(core),
          closing: index + piece.length === core.length ? closing : "",
        });
    if (endsSentence.test(whole)) {
      sentence += 1;
      begins = true;
    } else if (endsClause.test(whole)) begins = true;
  }
  return joinExpressions(words);
}

/** Gives the first word of an expression of two the meaning of both. */
function joinExpressions(words: readonly OrderWord[]): readonly OrderWord[] {
  return words.map((own, index) => {
    const word = isWrittenInto(words, index) ? { ...own, bits: own.bits & ~meanings.secret } : own;
    const next = words[index + 1];
    if (next === undefined || next.sentence !== word.sentence) return word;
    const both = senseOf(`${word.word}_${next.word}`);
    if (both.bits !== 0) return { ...word, bits: word.bits | both.bits };
    return word;
  });
}

/** A chunk without the signs behind its last letter. */
function withoutClosing(chunk: string): string {
  let end = chunk.length;
  while (end > 0 && !inner.test(chunk[end - 1] ?? "")) end -= 1;
  return chunk.slice(0, end);
}

const into = new Set("in into to inside within".split(" "));
const determiners = new Set("the your a an its their this".split(" "));

/** A file of secrets that something is written into loses nothing. */
function isWrittenInto(words: readonly OrderWord[], index: number): boolean {
  const word = words[index];
  if (word === undefined || !/^[./~]/.test(word.word)) return false;
  const before = words[index - 1]?.word ?? "";
  return into.has(determiners.has(before) ? (words[index - 2]?.word ?? "") : before);
}
