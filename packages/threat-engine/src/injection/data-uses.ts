import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

/** What is no order to the reader stays told, and is never taken out. */
const mostForOrdinaryUse = 45;
/** From here on a match has signs enough of its own. */
const sureFrom = 85;
/** How far behind its noun a word of scope may stand: "ignore the rules that you were given". */
const scopeReach = 40;

const nameBefore = /[\w./-]$/;
const mayHappen = /\b(?:may|might) $/i;
const sentenceEnd = /[.!?;|]\s|[.:]\n|\n\s*\n|\n\s*[-*#>+|]|[。！？；]/;
const scopeBehind =
  /^\W{0,3}(?:(?:in|from|of|that|which) )?(?:(?:the|your|my|any|all) )?(?:above|below|before(?: this)?\b|prior|previous|earlier|so far|preceding|up to now|until now|you (?:were|are|have|had|got|received)|i (?:gave|have)|given|came)/i;
const statute = /^supersedes?$/i;

/**
 * Lowers what in data is more likely a manual, a program, a licence or somebody's prompt than an order to the assistant: there the same words
 * are names of files and options, lie in two sentences, or add up over paragraphs.
 */
export function withoutOrdinaryUses(match: InjectionMatch, source: InjectionText, hits: HitIndex): InjectionMatch {
  const ordinary =
    match.rule === "injection.override"
      ? match.score < sureFrom + 10 && isOrdinaryOverride(match, source.view.text, hits)
      : match.rule === "injection.jailbreak" && match.score < sureFrom && isOrdinaryProse(match, hits);
  return ordinary ? { ...match, score: Math.min(match.score, mostForOrdinaryUse) } : match;
}

/** "Ignore rules" are those of git, a hook is deleted by a policy, and a contract supersedes all prior ones. */
function isOrdinaryOverride(match: InjectionMatch, text: string, hits: HitIndex): boolean {
  const verb = hits.within(["override"], match.start, match.start + 1).find(({ english }) => english);
  if (verb === undefined) return false;
  const before = text.slice(Math.max(0, verb.start - 8), verb.start);
  if (nameBefore.test(before) || mayHappen.test(before)) return true;
  const noun = hits.within(["instructions", "orders"], verb.end, match.end)[0];
  if (noun === undefined) return statute.test(text.slice(verb.start, verb.end));
  return !hasScope(verb, noun, text, hits);
}

/** Whether the sentence says which orders: all, yours, the earlier ones. */
function hasScope(verb: ConceptHit, noun: ConceptHit, text: string, hits: HitIndex): boolean {
  const end = sentenceEnd.exec(text.slice(verb.end, noun.start));
  const reached = end === null ? noun.start + 1 : verb.end + end.index;
  if (hits.has("prior", verb.end, reached)) return true;
  if (end !== null) return false;
  const isStrong = hits.within(["instructions"], noun.start, noun.start + 1).length > 0;
  if (isStrong && hits.has("any", verb.end, reached)) return true;
  return scopeBehind.test(text.slice(noun.end, noun.end + scopeReach));
}

/** Prompts, policies and licences say what one becomes, may and must not; a jailbreak names itself or its freedom too. */
function isOrdinaryProse(match: InjectionMatch, hits: HitIndex): boolean {
  const has = (concept: "jailbreak_name" | "authority" | "hijack" | "free" | "persona" | "no_refusal"): boolean =>
    hits.has(concept, match.start, match.end);
  if (has("jailbreak_name") || has("authority") || has("hijack")) return false;
  const free = hits.within(["free"], match.start, match.end);
  return free.length < 2 || !has("persona") || !has("no_refusal");
}
