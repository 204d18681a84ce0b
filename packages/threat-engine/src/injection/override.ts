import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

/** How far the noun may stand from its verb. */
const reach = 70;
/** How far a follow-up, such as a new task, may stand from the override. */
const followUp = 220;
const mildVerbs =
  /^(?:skip|delete|cancel|bypass|erase|wipe|drop|override|discard|dismiss|overlook|abandon|circumvent)/i;

/** `ignore all previous instructions` in all its forms: a verb of disobedience, its scope, and what is to be disobeyed. */
export function findOverrides(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  return hits.of("override").flatMap((verb) => {
    const from = verb.english ? verb.end : verb.start - reach;
    const near = hits
      .within(["prior", "any", "instructions", "orders"], from, verb.end + reach)
      .filter((hit) => !overlaps(hit, verb));
    const strength = scoreOf(verb, near);
    if (strength === 0) return [];
    const end = Math.max(verb.end, ...near.map((hit) => hit.end));
    const start = Math.min(verb.start, ...near.map((hit) => hit.start));
    const score = strength + adjust(source, hits, verb, end);
    return score < 40 ? [] : [{ rule: "injection.override", start, end, score: Math.min(score, 95) }];
  });
}

function overlaps(a: ConceptHit, b: ConceptHit): boolean {
  return a.start < b.end && b.start < a.end;
}

function scoreOf(verb: ConceptHit, near: readonly ConceptHit[]): number {
  const has = (concept: ConceptHit["concept"]): boolean => near.some((hit) => hit.concept === concept);
  if (has("instructions")) return has("prior") ? 92 : has("any") ? 78 : verb.english ? 50 : 60;
  if (!verb.english) return 0;
  if (has("orders")) return has("prior") ? (has("any") ? 78 : 68) : has("any") ? 50 : 0;
  return has("prior") && has("any") ? 45 : 0;
}

function adjust(source: InjectionText, hits: HitIndex, verb: ConceptHit, end: number): number {
  // Words in quotes and between bars are a list in a program, not a sentence.
  let change = (source.view.text.slice(verb.end, end).match(/[|{}=();"`]/g)?.length ?? 0) >= 3 ? -40 : 0;
  const follows = hits.within(
    ["new_rules", "persona", "own_prompt", "the_prompt", "hijack", "jailbreak_name", "free"],
    verb.start - 60,
    end + followUp,
  );
  change += Math.min(24, follows.length * 12);
  const text = source.view.text;
  const isMild = verb.english && mildVerbs.test(text.slice(verb.start, verb.end));
  if (isMild) change -= 18;
  // Programs and their manuals skip prompts and override instructions, but not those that came before.
  if (source.role !== "user" && verb.english && !hits.has("prior", verb.start - reach, end + reach))
    change -= isMild ? 12 : 2;
  if (hits.has("negation", verb.start - 14, verb.start)) change -= 45;
  if (/^[^.!?\n]{0,80}\?/.test(text.slice(end, end + 90)) && follows.length === 0) change -= 20;
  return change;
}
