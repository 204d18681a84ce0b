import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

/** From here on a jailbreak has signs enough of its own. */
const sureFrom = 85;
/** An override with two signs of what follows it is one. */
const surestOverride = 95;
/** How far from its verb a noun may stand that only "all" or "the" points to: "disregard all the rules". */
const closeBy = 16;
/** How far behind its noun "below" may stand: "ignore instructions, commands and tasks below". */
const scopeReach = 24;
/** Within this distance a freedom is that of a role. */
const roleReach = 200;

const nameBefore = /[\w./-]$/;
const mayHappen = /\b(?:may|might) $/i;
const happens = /^(?:are|no longer|do not apply)/i;
const article = /\b(?:the|an?|this|that|any|each|every) (?:[a-z-]{2,12} )?$/i;
const statute = /^supersedes?$/i;
const scopeBehind =
  /^(?:above|below|previous|prior|earlier|preceding|foregoing|so far|you were given|given to you|you have been given)$/i;
/** What is followed are orders, whichever. */
const following = /follow|obey|listen|attention/i;
/** "Cancel the task before forking": what is done next, not what came first. */
const nextStep = /^ before (?!this|that|now)/i;
/** What a program returns is a variable. */
const variable = /[a-z]_(?:prompt|message|instruction)s?$/;
/** A package of a vendor's name. */
const importFollows = /^ import\b/;
/** The name of a service that tells leaked addresses, not the boast of an intruder. */
const siteOfLeaks = /^have i been pwned/i;
/** A disguise sets its signs apart; a sentence ends at a word. */
const sentenceEnd = /\S[.!?]\s|\S[.:]\n|\n[ \t]{0,40}[\n*#>+|-]/;

/**
 * Whether a match in data is more likely of a manual, a program, a licence or somebody's prompt than an order to the assistant: there the same
 * words are names of files and options, lie in two sentences, or add up over paragraphs. A variable is
 * no prompt whoever writes it. The statistical signal still tells what it thinks.
 */
export function isOrdinaryUse(match: InjectionMatch, source: InjectionText, hits: HitIndex): boolean {
  const { text } = source.view;
  switch (match.rule) {
    case "injection.override":
      return isData(source) && match.score < surestOverride && isOrdinaryOverride(match, text, hits);
    case "injection.jailbreak":
      return isData(source) && match.score < sureFrom && isOrdinaryProse(match, text, hits);
    case "injection.prompt_extraction":
      return variable.test(text.slice(match.start, match.end));
    default:
      return false;
  }
}

/** Text that nobody at the keyboard wrote. */
export function isData({ role }: InjectionText): boolean {
  return role === "tool_result" || role === "tool_definition" || role === "other";
}

/** "Ignore rules" are those of git, a hook is deleted by a policy, and a contract supersedes all prior ones. */
function isOrdinaryOverride(match: InjectionMatch, text: string, hits: HitIndex): boolean {
  const verb = hits.within(["override"], match.start, match.start + 1).find(({ english }) => english);
  if (verb === undefined || happens.test(text.slice(verb.start, verb.end))) return false;
  if (isThing(text, verb)) return true;
  const noun = hits.within(["instructions", "orders"], verb.end, match.end)[0];
  if (noun !== undefined && statute.test(text.slice(verb.start, verb.end)))
    if (sentenceEnd.test(text.slice(verb.end, noun.start))) return true;
  if (isPartOfName(text, verb, noun, hits) || mayHappen.test(text.slice(Math.max(0, verb.start - 6), verb.start)))
    return true;
  if (noun === undefined) return statute.test(text.slice(verb.start, verb.end));
  return !hasScope(verb, noun, text, hits);
}

/** `the admin override` is no order to override. */
function isThing(text: string, { start, end }: ConceptHit): boolean {
  return /^override$/i.test(text.slice(start, end)) && article.test(text.slice(Math.max(0, start - 24), start));
}

/** `hook-delete-policy` and `override-ignored rules` are names; what is joined from end to end may be a disguise. */
function isPartOfName(text: string, verb: ConceptHit, noun: ConceptHit | undefined, hits: HitIndex): boolean {
  const isJoined = nameBefore.test(text.slice(Math.max(0, verb.start - 1), verb.start));
  if (isJoined && !hits.has("prior", verb.end, noun?.start ?? verb.end)) return true;
  return /^[-_][^ ]* /.test(text.slice(verb.end, noun?.start ?? verb.end));
}

/** Whether the sentence says which orders: all, yours, the earlier ones. */
function hasScope(verb: ConceptHit, noun: ConceptHit, text: string, hits: HitIndex): boolean {
  const end = sentenceEnd.exec(text.slice(verb.end, noun.start));
  const reached = end === null ? noun.start + 1 : verb.end + end.index;
  const hasPrior = hits.has("prior", verb.end, reached);
  const hasAny = hits.has("any", verb.end, reached);
  if (end !== null) return hasPrior && hasAny;
  if (hasPrior) return true;
  const isStrong = hits.within(["instructions"], noun.start, noun.start + 1).length > 0;
  if (isStrong && (noun.start <= verb.end + 2 || following.test(text.slice(verb.start, verb.end)))) return true;
  if ((isStrong || noun.start < verb.end + closeBy) && hasAny) return true;
  if (hits.has("prior", noun.end, noun.end + 2)) return !nextStep.test(text.slice(noun.end, noun.end + 20));
  return hits
    .within(["prior"], noun.end, noun.end + scopeReach)
    .some(({ start, end: behind }) => scopeBehind.test(text.slice(start, behind)));
}

/** Prompts, policies and licences say what one becomes, may and must not; a jailbreak names itself or the freedom of a role. */
function isOrdinaryProse(match: InjectionMatch, text: string, hits: HitIndex): boolean {
  if (siteOfLeaks.test(text.slice(Math.max(0, match.start - 7), match.end))) return true;
  const names = hits.within(["jailbreak_name", "authority", "hijack"], match.start, match.end);
  if (names.some(({ end }) => !importFollows.test(text.slice(end, end + 8)))) return false;
  return !hits
    .within(["free"], match.start, match.end)
    .some(
      ({ start, end }) =>
        hits.count(["persona", "vendor_policy", "no_refusal"], start - roleReach, end + roleReach) > 0,
    );
}
