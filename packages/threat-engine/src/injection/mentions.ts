import type { HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

/** How far around a match words about attacks make it a quotation. */
const mentionReach = 600;
const clauseReach = 60;
/** What seems to be a mention is told and never blocked. */
const mostForMention = 62;

/** Words that ask about a wording or handle it as one. */
const aboutWords =
  /\b(?:translate|explain|mean|means|meaning|phrases?|sentences?|words?|wording|strings?|contains?|types?|typed|detect\w{0,3}|blocks?|stops?|flags?|classify|examples?|topic|article|post|quote|why|spell|pronounce|rule for)\b/i;
const opening = /["'`\u201c\u2018\u00ab]\s?$/;
const closing = /^[^"'`\u201d\u2019\u00bb\n]{0,40}["'`\u201d\u2019\u00bb]/;
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
  const score = match.score - taken;
  const isMention = role === "user" && (isQuoted(before, after) || isForOthers(match, text, before, after));
  return { ...match, score: isMention ? Math.min(score, mostForMention) : score };
}

function isQuoted(before: string, after: string): boolean {
  return opening.test(before) && closing.test(after) && (aboutWords.test(before) || aboutWords.test(after));
}

function isForOthers({ rule, start, end }: InjectionMatch, text: string, before: string, after: string): boolean {
  if (rule !== "injection.override") return false;
  return others.test(before) || elsewhere.test(after) || own.test(text.slice(start, end));
}
