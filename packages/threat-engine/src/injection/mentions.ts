import type { HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { quotationAround } from "./quotation.ts";

/** How far around a match words about attacks make it a quotation. */
const mentionReach = 600;
const clauseReach = 60;
/** What seems to be a mention is told and never blocked. */
const mostForMention = 62;
/** What is told of a quoted order in data takes no result out. */
const mostForFixture = 49;
const fixtureWords = 2;
const fixtureRules: ReadonlySet<string> = new Set([
  "injection.planted_instruction",
  "injection.override",
  "injection.prompt_extraction",
  "injection.jailbreak",
  "injection.safety_off",
]);

/** Words that ask about a wording or handle it as one. */
const aboutWords =
  /\b(?:translate|explain|mean|means|meaning|phrases?|sentences?|words?|wording|strings?|contains?|types?|typed|detect\w{0,3}|blocks?|stops?|flags?|classify|examples?|topic|article|post|quote|why|spell|pronounce|rule for)\b/i;
/** The same in other languages, as a rule reads them: without accents. */
const aboutWordsElsewhere =
  /\b(?:ubersetze|erklare|bedeutet|satz|ausdruck|beispiel|traduis|traduire|explique|signifie|traduce|traducir|explica|significa|frase|ejemplo|traduci|spiega|esempio|traduza|exemplo|vertaal|betekent|zin|przetlumacz|znaczy|dich|giai thich|nghia la|cau|vi du|terjemahkan|jelaskan|artinya|kalimat|contoh|cevir|acikla|ne demek|cumle|ornek)\b|\u043e\u0431\u044a\u044f\u0441\u043d\u0438|\u043f\u0435\u0440\u0435\u0432\u0435\u0434|\u043e\u0437\u043d\u0430\u0447\u0430\u0435\u0442|\u0444\u0440\u0430\u0437|\u043f\u0440\u0438\u043c\u0435\u0440|\u89e3\u91ca|\u7ffb\u8bd1|\u610f\u601d|\u8fd9\u53e5|\u4f8b\u5b50|\u8aac\u660e|\u7ffb\u8a33|\u610f\u5473|\uc124\uba85|\ubc88\uc5ed|\ubb34\uc2a8 \ub73b|\uc758\ubbf8|\ubb38\uc7a5/i;
/** Work on a wording, and somebody's saying it: what stands in quotation marks beside them is material. */
const textWork =
  /\b(?:translate|count|how many|classify|categori[sz]e|label|tag|sentiment|tone|summari[sz]e|paraphrase|rephrase|rewrite|reword|proofread|correct|fix|grammar|passive|shorten|compare|extract|find the|turn (?:this|the)|put (?:this|the|these)|make an? \w{3,10} (?:of|out of|from)|which language|what language|injection|attack|harmless|malicious|suspicious|riskier|wrote|writes|said|says|asked|posted|reads?|called|titled|labelled|quoted?|logs?|tickets?|reviews?|test|rated?)\b/i;
/** Where the quotation is to be carried out it is none. */
const carriedOut =
  /\b(?:obey|execute|follow it|follow them|carry (?:it|them) out|do (?:what|as) (?:it|they)|do it|comply|act on|then do|answer it)\b/i;
const beforeQuotation = 120;
const opening = /["'`\u201c\u2018\u00ab\u201e\u300c\u300e]\s?(?:[a-z]{1,7} )?$/i;
const closing = /^[^"'`\u201d\u2019\u00bb\u201c\u300d\u300f\n]{0,40}["'`\u201d\u2019\u00bb\u201c\u300d\u300f]/;
/** Somebody else is told or does it: a subject of the third person in the same clause, and no "you". */
const others =
  /\b(?:who|whom|they|them|us|he|she|him|her|students?|pupils?|users?|people|staff|employees|colleagues|teacher|team|guard|drivers?|players?|everyone|somebody|someone|typed|says|assistant|bot)\b(?:(?!\byou\b)[^.!?;\n"'`]){0,24}$/i;
/** The orders are those of some paper, person or place, not those of this conversation. */
const elsewhere =
  /^[a-z]{0,12} ?(?:(?:in|on|from|about|of|at|for|by|sent|given by|written) (?!(?:you|your|this|these|me|now|here|openai|anthropic|google|meta|the (?:system|developers?|prompt|conversation|chat|user|assistant|context|beginning|start|above|past|top|model|operator))\b)[a-z])/i;
const own =
  /\b(?:my|our) (?:previous|last|earlier|prior|first|old|above)? ?(?:messages?|prompts?|questions?|text|requests?|emails?)$/i;

/**
 * Takes from a match what speaks for a mention rather than an order: words about attacks near it, and, in a person's own words, quotation marks
 * around it; it stays under the line of a block where somebody else is told, the orders are of another place, or the messages are the person's own.
 */
export function withoutMentions(match: InjectionMatch, { view, role }: InjectionText, hits: HitIndex): InjectionMatch {
  const { text } = view;
  const about = hits.within(["about_attacks"], match.start - mentionReach, match.end + mentionReach);
  const different = new Set(about.map((hit) => text.slice(hit.start, hit.end).toLowerCase())).size;
  const before = text.slice(Math.max(0, match.start - clauseReach), match.start);
  const after = text.slice(match.end, match.end + clauseReach);
  // In data everything stands in quotes; a person quotes what he talks about.
  const quoted = role === "user" && opening.test(before);
  const taken = Math.min(36, Math.max(0, different - 1) * 12 + (quoted && different > 0 ? 16 : 0));
  const isQuotedFixture = isFixture(match, text, role, different);
  const score = Math.min(match.score - taken, isQuotedFixture ? mostForFixture : match.score);
  const isMention =
    role === "user" && (isQuoted(before, after) || isMaterial(text, match) || isForOthers(match, text, before, after));
  if (isMention) return { ...match, score: Math.min(score, mostForMention), mentioned: true };
  return isQuotedFixture ? { ...match, score, mentioned: true } : { ...match, score };
}

/** In data what is quoted among several words about attacks is the example of a text or a test. */
function isFixture({ rule, start, end }: InjectionMatch, text: string, role: string, different: number): boolean {
  if (role === "user" || different < fixtureWords) return false;
  // An order to an agent takes in what stands around it.
  const place = rule === "injection.planted_instruction" ? { start, end: start + 1 } : { start, end };
  return fixtureRules.has(rule) && quotationAround(text, place) !== undefined;
}

function isQuoted(before: string, after: string): boolean {
  if (!opening.test(before) || !closing.test(after)) return false;
  return [before, after].some((side) => aboutWords.test(side) || aboutWordsElsewhere.test(side));
}

/** The match stands in a quotation that is worked on or told of. */
function isMaterial(text: string, { rule, start, end }: InjectionMatch): boolean {
  // A match takes in what stands near it: its first words say what it is, and what is asked for stands last.
  const third = Math.ceil((end - start) / 3);
  const place = rule === "injection.prompt_extraction" ? { start: end - third, end } : { start, end: start + third };
  const quotation = quotationAround(text, place);
  if (quotation === undefined) return false;
  const before = text.slice(Math.max(0, quotation.start - beforeQuotation), quotation.start);
  const after = text.slice(quotation.end, quotation.end + clauseReach);
  const sides = [before, after];
  return sides.some((side) => textWork.test(side)) && !sides.some((side) => carriedOut.test(side));
}

function isForOthers({ rule, start, end }: InjectionMatch, text: string, before: string, after: string): boolean {
  if (rule !== "injection.override") return false;
  return others.test(before) || elsewhere.test(after) || own.test(text.slice(start, end));
}
