import { undividedOrderWords } from "./foreign-orders.ts";
import { doings } from "./order-lexicon.ts";
import { type Meaning, meanings } from "./order-meanings.ts";
import { orderStrength } from "./order-strength.ts";
import type { OrderWord } from "./order-words.ts";

/** An act put together from a verb and what it is done with, where the verb is an order. */
export interface ComposedAct {
  readonly kind: string;
  /** Number of its sentence. */
  readonly sentence: number;
  readonly start: number;
  readonly end: number;
  /** How much it says against the text that holds it. */
  readonly weight: number;
}

interface ActKind {
  readonly kind: string;
  readonly does: number;
  readonly with: number;
  /** What else has to stand in the sentence. */
  readonly besides?: number;
  /** People are asked first, or checks have passed: then it is none. */
  readonly isExcused?: true;
  /** What has to be done behind it. */
  readonly next?: number;
  readonly weight: number;
  /** What adds to it, and how much. */
  readonly more?: readonly [bits: number, weight: number];
  /** Only where it is forbidden: what must not be said. */
  readonly isForbidden?: true;
}

const m = meanings;
const kinds: readonly ActKind[] = [
  { kind: "leak", does: m.send, with: m.secret, weight: 32, more: [m.place, 6] },
  { kind: "leak", does: m.put, with: m.secret, weight: 22, more: [m.place, 10] },
  { kind: "leak", does: m.send, with: m.personal, besides: m.place, weight: 30 },
  { kind: "leak", does: m.send | m.put, with: m.personal, weight: 16, more: [m.place, 8] },
  { kind: "leak", does: m.send, with: m.data, besides: m.place, weight: 20 },
  { kind: "enter", does: m.run, with: m.secret, besides: m.place, weight: 20 },
  { kind: "run", does: m.run | m.fetch, with: m.program, besides: m.place, weight: 30 },
  { kind: "run", does: m.fetch, with: m.place, next: m.run, weight: 22 },
  { kind: "run", does: m.run, with: m.program, weight: 18 },
  { kind: "visit", does: m.fetch, with: m.place, weight: 10, more: [m.secret, 12] },
  { kind: "destroy", does: m.remove, with: m.estate, weight: 24, isExcused: true },
  { kind: "weaken", does: m.weaken, with: m.guard, weight: 26, isExcused: true },
  { kind: "weaken", does: m.alter | m.run, with: m.guard, besides: m.negation, weight: 26, isExcused: true },
  { kind: "leak", does: m.alter, with: m.secret, besides: m.place, weight: 22 },
  { kind: "approve", does: m.approve, with: m.change, weight: 16, more: [m.verdict, 6], isExcused: true },
  { kind: "verdict", does: m.praise | m.say | m.approve, with: m.verdict, weight: 24, isExcused: true },
  { kind: "verdict", does: m.praise, with: m.rank, weight: 20, more: [m.change, 4] },
  { kind: "verdict", does: m.praise, with: m.change, weight: 12 },
  { kind: "hide", does: m.hide, with: m.fact, weight: 24 },
  { kind: "hide", does: m.say, with: m.fact, weight: 24, isForbidden: true },
  { kind: "pay", does: m.pay, with: m.money, weight: 24, isExcused: true },
  { kind: "grant", does: m.grant, with: m.right, weight: 24, isExcused: true },
  { kind: "dictate", does: m.put | m.say, with: m.dictated, weight: 18 },
  { kind: "stop", does: m.stop, with: m.task, weight: 16, more: [m.personal, 8] },
];

/** How many words behind its verb, and before a participle, what is meant stands. */
const reach = 22;
const reachBack = 10;
const mostWeight = 44;
const forSecondKind = 8;
const leastSecond = 10;
const weightOfDictation = 16;

/** Words of a condition under which projects let such things be done. */
const excuses = new Set("unless until only green".split(" "));
/** What people do first; without a condition it is only claimed that they did. */
const consenting = new Set("approved approves confirmed confirms agreed agrees".split(" "));
const consentConditions = new Set("if when once after only unless until before".split(" "));
const named = m.secret | m.personal | m.money;
const asking = new Set(["ask", "asks", "asking"]);
const askingElsewhere = new Set(
  "pedir pide preguntar fragen frage nachfragen demander demande chiedere perguntar спросить спроси спрашивать".split(
    " ",
  ),
);
const people = new Set("user human maintainer maintainers owner person people me us first permission team".split(" "));

function isPerson(words: readonly OrderWord[]): boolean {
  return words.some(({ word }) => people.has(word));
}

const pronouns = new Set("it them these those copy".split(" "));

/** Whether what the verb is done with was named in the sentence before. */
function pointsBack(words: readonly OrderWord[], index: number): boolean {
  return words
    .slice(index + 1, index + 3)
    .some(({ word, sentence }) => sentence === words[index]?.sentence && pronouns.has(word));
}

/** Things in the words before a verb: for "send it" those of the sentence before too, for "write it" with a place to go to. */
function thingsBefore(words: readonly OrderWord[], index: number): number {
  const verb = words[index];
  if (verb === undefined) return 0;
  const isOver = isHandedOver(words, index);
  let bits = 0;
  for (let at = Math.max(0, index - reach); at < index; at += 1) {
    const word = words[at];
    if (word?.sentence === verb.sentence || (isOver && word?.sentence === verb.sentence - 1)) bits |= word.bits & named;
  }
  return bits;
}

function isHandedOver(words: readonly OrderWord[], index: number): boolean {
  const verb = words[index];
  if (verb === undefined || (verb.bits & m.send) !== 0) return verb !== undefined;
  return (
    (verb.bits & m.put) !== 0 &&
    words.slice(index, index + reach).some(({ bits, sentence }) => sentence === verb.sentence && (bits & m.place) !== 0)
  );
}

const alternatives = new Set(["or", "nor"]);

/** Whether a word close before a verb forbids it. */
function isNegated(words: readonly OrderWord[], index: number): boolean {
  // "Never delete or send": what is forbidden first is meant for both.
  if (alternatives.has(words[index - 1]?.word ?? ""))
    return words
      .slice(Math.max(0, index - reach), index)
      .some(({ bits, sentence }) => sentence === words[index]?.sentence && (bits & m.negation) !== 0);
  for (let at = index - 1; at >= Math.max(0, index - 3); at -= 1) {
    const word = words[at];
    if (word === undefined || word.sentence !== words[index]?.sentence || word.word === "and") return false;
    if ((word.bits & m.negation) !== 0) return true;
    if (words[at + 1]?.beginsClause === true) return false;
  }
  return false;
}

/** Numbers of the sentences in which people are asked first or checks have passed; "without asking" is no question. */
function excusedSentences(words: readonly OrderWord[]): ReadonlySet<number> {
  const hasCondition = (sentence: number): boolean =>
    words.some((other) => other.sentence === sentence && consentConditions.has(other.word));
  const isExcuse = ({ word, sentence }: OrderWord, at: number): boolean =>
    excuses.has(word) ||
    (consenting.has(word) && hasCondition(sentence)) ||
    ((askingElsewhere.has(word) || (asking.has(word) && isPerson(words.slice(at + 1, at + 4)))) &&
      !isNegated(words, at));
  return new Set(words.filter(isExcuse).map(({ sentence }) => sentence));
}

/** The acts that a passage orders, the heaviest of each kind. */
export function composedActs(
  words: readonly OrderWord[],
  isProse: (start: number, end: number) => boolean,
): readonly ComposedAct[] {
  const best = new Map<string, ComposedAct>();
  const excused = excusedSentences(words);
  for (const [index, verb] of words.entries()) {
    if ((verb.bits & doings) === 0) continue;
    const strength = orderStrength(words, index);
    if (strength === 0) continue;
    const isForbidden = isNegated(words, index);
    let behind = pointsBack(words, index) && strength >= 0.8 ? thingsBefore(words, index) : 0;
    let done = 0;
    let end = verb.end;
    const first = verb.inflection === "ed" || verb.isForeign ? Math.max(0, index - reachBack) : index + 1;
    for (let at = first; at < Math.min(words.length, index + reach); at += 1) {
      const word = words[at];
      if (word === undefined || at === index || word.sentence !== verb.sentence) continue;
      behind |= word.bits & ~doings;
      done |= at > index ? word.bits & doings : 0;
      end = Math.max(end, word.end);
    }
    const isExcused = excused.has(verb.sentence);
    for (const act of kinds) {
      if (isExcused && act.isExcused === true) continue;
      if ((verb.bits & act.does) === 0 || (behind & act.with) === 0 || (act.isForbidden === true) !== isForbidden)
        continue;
      if (act.besides !== undefined && (behind & act.besides) === 0) continue;
      if (act.next !== undefined && (done & act.next) === 0) continue;
      const more = act.more !== undefined && (behind & act.more[0]) !== 0 ? act.more[1] : 0;
      const weight = (act.weight + more) * strength;
      if (weight > (best.get(act.kind)?.weight ?? 0) && isProse(verb.start, end))
        best.set(act.kind, { kind: act.kind, sentence: verb.sentence, start: verb.start, end, weight });
    }
  }
  return [...best.values()].toSorted((a, b) => b.weight - a.weight);
}

/** What several acts weigh together. */
export function weightOf(acts: readonly ComposedAct[]): number {
  const [first] = acts;
  if (first === undefined) return 0;
  const hasSecond = acts.some(({ kind, weight }) => kind !== first.kind && weight >= leastSecond);
  return Math.min(mostWeight, first.weight + (hasSecond ? forSecondKind : 0));
}

const undividedExcuse = /必须询问|必须先问|不得|禁止|确认后|经用户同意|てはいけ|てはなら|許可を得/;
const undivided = Object.entries(undividedOrderWords).map(
  ([meaning, list]) => [meanings[meaning as Meaning], list.split(" ")] as const,
);

/** The same in a passage of a language that sets no words apart: both parts need only stand in it. */
export function undividedActs(passage: string, from: number): readonly ComposedAct[] {
  if (undividedExcuse.test(passage)) return [];
  let bits = 0;
  for (const [meaning, words] of undivided) if (words.some((word) => passage.includes(word))) bits |= meaning;
  return kinds
    .filter((act) => (bits & act.does) !== 0 && (bits & act.with) !== 0 && act.isForbidden !== true)
    .filter(({ besides }) => besides === undefined || (bits & besides) !== 0)
    .map(({ kind, weight, more }) => ({
      kind,
      sentence: 0,
      start: from,
      end: from + passage.length,
      weight: weight + (more !== undefined && (bits & more[0]) !== 0 ? more[1] : 0),
    }));
}

const outputs = new Set("answer summary response reply review output report translation verdict".split(" "));
const dictating = new Set("must should shall has have needs is".split(" "));

/** Where what the reader writes is dictated: "your answer must be …". */
export function dictatedAnswers(words: readonly OrderWord[]): readonly ComposedAct[] {
  return words.flatMap(({ word, start, sentence }, index) => {
    const [output, told] = [words[index + 1], words[index + 2]];
    if (word !== "your" || !outputs.has(output?.word ?? "") || told === undefined || !dictating.has(told.word))
      return [];
    return [{ kind: "dictate", sentence, start, end: told.end, weight: weightOfDictation }];
  });
}
