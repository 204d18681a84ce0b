import type { HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { quotationAround } from "./quotation.ts";

const near = { before: 72, behind: 24 };
const password = /^(?:password|secret key)s?$/i;
/** Whose it is: the words right before the secret. */
const ofTheAssistant =
  /\b(?:your|ur|you know|you keep|you guard|you were given) (?:(?:the|secret|hidden|current|actual|real|full|own|admin|master|access|system|super|very) ){0,3}$/i;
const ofNobody = /\b(?:the|that) (?:(?:secret|hidden|actual|correct|right|real|full) ){0,2}$/i;
const asking =
  /\b(?:what(?:'s| is| are|s| was)|tell|give|share|show|reveal|say|spell|confirm|provide|send|need|want|know|print|repeat|write|display|disclose|hand over|leak|output|encode|translate|guess|whisper|remember|hint at)\b[^.!?\n]{0,60}$/i;
/** A question of its own, to nobody but the assistant: nothing says which password of what. */
const bareQuestion =
  /(?:^|[.!?\n,:] {0,2})(?:(?:so|ok|okay|please|hey|now|and|then|just|can you|could you|will you) ){0,2}(?:what(?:'s| is|s| was)|tell me|give me|reveal|show me|spell|say|print|repeat) (?:the|that) (?:(?:secret|hidden|actual|correct|right|real|full) ){0,2}$/i;
const sentenceEnds = /^\s{0,2}(?:[.?!]|$)/;
/** Advice, and what others do, is no question to the assistant. */
const aboutOthers =
  /\b(?:never|don't|do not|must not|should not|shouldn't|not to|anybody|anyone|somebody|someone|nobody|people|users?|customers?|visitors?|him|her|them|they)\b[^.!?\n]{0,60}$/i;
/** Words that make something else of it. */
const otherThing =
  /^s?[ -](?:polic|manager|field|hash|reset|input|form|length|strength|rule|requirement|generator|prompt|file|store|vault|protect|hint|box|column|check|valid|auth|change|table|encrypt|rotation|length|again|when|before|if|settings|recovery|dialog|page|screen)/i;
const score = { ofTheAssistant: 58, bare: 46 };

/** Questions for a password or the like that the assistant is thought to keep; never for that of a program, which the words behind it name. */
export function findAskedSecrets({ view }: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const { text } = view;
  const known = hits.of("valuables").filter(({ start, end }) => password.test(text.slice(start, end)));
  return [...hits.of("guarded"), ...known].flatMap(({ start, end }) => {
    const before = text.slice(Math.max(0, start - near.before), start);
    const behind = text.slice(end, end + near.behind);
    if (otherThing.test(behind)) return [];
    const isOwn = ofTheAssistant.test(before) && asking.test(before) && !aboutOthers.test(before);
    const isBare = !isOwn && ofNobody.test(before) && bareQuestion.test(before) && sentenceEnds.test(behind);
    if (!isOwn && !isBare) return [];
    if (quotationAround(text, { start, end }) !== undefined) return [];
    return [
      { rule: "injection.prompt_extraction" as const, start, end, score: isOwn ? score.ofTheAssistant : score.bare },
    ];
  });
}
