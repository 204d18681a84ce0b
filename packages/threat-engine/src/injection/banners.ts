import type { InjectionMatch, InjectionText } from "./injection-match.ts";

/** A line that says in capitals who speaks now: `[AUTOMATED SECURITY SCAN RESULT: …`, `MODERATOR NOTE:`, `=== END USER INPUT ===`. */
const banner =
  /(?:^|\n|[.!?] )[ \t]{0,4}(?:[[*#=%<({-]{1,6} ?)?(?=[A-Z &/-]{0,60}\b(?:SYSTEM|ADMIN|ADMINISTRATOR|MODERATOR|DEVELOPER|OPERATOR|TRUST|SAFETY|SECURITY|EDITOR|TRANSLATOR|POLICY|USER|UNTRUSTED|SESSION|CONTEXT|AUTHORIZATION|COMPLIANCE)\b)[A-Z &/-]{0,60}\b(?:NOTE|NOTICE|UPDATE|OVERRIDE|MESSAGE|RESULT|ALERT|DIRECTIVE|COMMAND|INPUT|AMBIGUITY|TEAM|MODE|OUTPUT|PROMPT|INSTRUCTIONS?)\b/g;
/** Somebody who pastes a long text speaks before and behind it. */
const looked = { first: 4_096, last: 2_048 };
/** The assistant is told what to do, or what holds, behind it. */
const assistant = /\b(?:ai|assistant|model|chatbot|you|your|we|system)\b/i;
const told =
  /\b(?:must|should|shall|will|may|can|now|are|is|have been|has been|treat|ignore|comply|respond|process|output|include|follow|convert|translate)\b/i;
const near = 300;
const score = 44;

/** Text that pretends that somebody else than the person speaks from here on. */
export function findBanners({ view }: InjectionText): readonly InjectionMatch[] {
  const { text } = view;
  const last = Math.max(looked.first, text.length - looked.last);
  return [bannersIn(text, 0, looked.first), bannersIn(text, last, text.length)].flat();
}

function bannersIn(text: string, from: number, to: number): readonly InjectionMatch[] {
  return [...text.slice(from, to).matchAll(banner)].flatMap((match) => {
    const start = from + match.index;
    const end = start + match[0].length;
    const behind = text.slice(end, end + near);
    return assistant.test(behind) && told.test(behind)
      ? [{ rule: "injection.role_token" as const, start, end, score }]
      : [];
  });
}
