import type { Span } from "../views/view.ts";
import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { sentenceAround } from "./sentence-around.ts";

/** How far the noun may stand from its verb. */
const reach = 70;
/** How far a follow-up, such as a new task, may stand from the override. */
const followUp = 220;
const mildVerbs =
  /^(?:skip|delete|cancel|bypass|erase|wipe|drop|override|discard|dismiss|overlook|abandon|circumvent)/i;

/** Chinese words before a verb that say what happens rather than what to do. */
const told = /[\u88ab\u4f1a\u6703]/;

/** `ignore all previous instructions` in all its forms: a verb of disobedience, its scope, and what is to be disobeyed. */
export function findOverrides(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const found: InjectionMatch[] = [];
  for (const verb of hits.of("override")) {
    const range = rangeOf(verb, source.view.text);
    if (!mayOrder(hits, verb, range)) continue;
    const near = nearby(hits, range);
    const strength = namesOtherThing(source.view.text, near) ? 0 : scoreOf(verb, near);
    if (strength === 0) continue;
    let { start, end } = verb;
    for (const span of Object.values(near)) {
      start = Math.min(start, span?.start ?? start);
      end = Math.max(end, span?.end ?? end);
    }
    const score = strength + adjust(source, hits, verb, end);
    if (score >= 40) found.push({ rule: "injection.override", start, end, score: Math.min(score, 95) });
  }
  return found;
}

/** Whether any words near it can make the verb an order: most verbs end here. */
function mayOrder(hits: HitIndex, verb: ConceptHit, { from, to }: Range): boolean {
  if (hits.has("instructions", from, to)) return true;
  return verb.english && (hits.has("orders", from, to) || (hits.has("prior", from, to) && hits.has("any", from, to)));
}

/** Where the words are looked for that make a verb an order. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly apart: ConceptHit;
}

/** Behind an English verb; on both sides of another within its sentence. */
function rangeOf(verb: ConceptHit, text: string): Range {
  return verb.english
    ? { from: verb.end, to: verb.end + reach, apart: verb }
    : { ...sentenceAround(text, verb, reach), apart: verb };
}

/** Where the words stand that make a verb an order. */
type Nearby = Readonly<Record<"prior" | "any" | "instructions" | "orders", Span | undefined>>;

function nearby(hits: HitIndex, range: Range): Nearby {
  return {
    prior: hits.reach("prior", range),
    any: hits.reach("any", range),
    instructions: hits.reach("instructions", range),
    orders: hits.reach("orders", range),
  };
}

/** `Ignore the previous draft`: what came before is some other thing than orders. */
function namesOtherThing(text: string, { prior, any, instructions, orders }: Nearby): boolean {
  if (prior === undefined || any === undefined || instructions !== undefined || orders !== undefined) return false;
  return any.end <= prior.start && otherThing.test(text.slice(prior.end, prior.end + 24));
}

const otherThing = /^ (?!(?:and|or|but|then|in|from|that|which|this|you|i|we|to|with|now)\b)[a-z]{3}/i;

function scoreOf(verb: ConceptHit, near: Nearby): number {
  const has = (concept: keyof Nearby): boolean => near[concept] !== undefined;
  if (has("instructions")) return has("prior") ? 92 : has("any") ? 78 : verb.english ? 50 : 60;
  if (!verb.english) return 0;
  if (has("orders")) return has("prior") ? (has("any") ? 78 : 68) : has("any") ? 50 : 0;
  return has("prior") && has("any") ? 45 : 0;
}

function adjust(source: InjectionText, hits: HitIndex, verb: ConceptHit, end: number): number {
  // Words in quotes and between bars are a list in a program, not a sentence.
  let change = (source.view.text.slice(verb.end, end).match(/[|{}=();"`]/g)?.length ?? 0) >= 3 ? -40 : 0;
  const follows = hits.count(
    ["new_rules", "persona", "own_prompt", "the_prompt", "hijack", "jailbreak_name", "free"],
    verb.start - 60,
    end + followUp,
  );
  change += Math.min(24, follows * 12);
  const text = source.view.text;
  const isMild = verb.english && mildVerbs.test(text.slice(verb.start, verb.end));
  if (isMild) change -= 18;
  // Programs and their manuals skip prompts and override instructions, but not those that came before.
  if (source.role !== "user" && verb.english && !hits.has("prior", verb.start - reach, end + reach))
    change -= isMild ? 12 : 2;
  if (told.test(text.slice(Math.max(0, verb.start - 1), verb.start))) change -= 45;
  // Manuals in any language say what ignores which rule.
  if (source.role !== "user" && !verb.english && !hits.has("prior", verb.start - reach, end + reach)) change -= 14;
  if (hits.has("negation", verb.start - 14, verb.start)) change -= 45;
  if (/^[^.!?\n]{0,80}\?/.test(text.slice(end, end + 90)) && follows === 0) change -= 20;
  return change;
}
