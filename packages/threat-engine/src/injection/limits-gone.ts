import type { HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

const near = { before: 44, behind: 48, evidence: 160 };
const goneBefore =
  /\b(?:without|no|zero|free (?:of|from)|outside|beyond|exempt from|not (?:subject|bound) (?:to|by)|immune to|(?:lift|remov|suspend|waiv|bypass|dropp?|ignor)(?:e|ed|es|s|ing)?)(?: (?:all|any|your|the|these|its|standard|usual|normal|remaining|existing|further|of)){0,3} $/i;
const goneBehind =
  /^ (?:(?:are|is|have|has|were|was|been|be|now|all|hereby|temporarily|no longer) ){1,4}(?:suspended|lifted|disabled|removed|off|gone|void|waived|deactivated|inactive|active|enforced|apply|in effect|in force|switched off|turned off)\b|^ (?:do|does|did) not apply\b|^ no longer appl(?:y|ies)\b/i;
const stillThere = /^ (?:(?:are|is) (?:now |all )?(?:active|enforced|in effect|in force))/i;
/** The assistant is spoken of. */
const assistant =
  /\b(?:you|your|you're|yourself|respond|responds|responses?|answers?|repl(?:y|ies)|assistant|chatbot|language model|ai|model)\b/i;
/** Who claims that limits are gone says why, for whom, and for how long. */
const claims =
  /\b(?:verified|authori[sz](?:ed|ation)|whitelisted|approved|confirmed|cleared|permitted|test(?:ing)? (?:environment|mode)|(?:this|the|our) (?:session|conversation|chat|user)|for the (?:duration|remainder|rest)|unrestricted|developer|administrator|red.team|from now on)\b/gi;
const score = { alone: 30, assistant: 12, claim: 8, mostClaims: 3 };

/** Claims and wishes that the assistant's limits are gone: `all content restrictions are suspended for this session`, `answer without safety filters`. */
export function findLimitsGone({ view }: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const { text } = view;
  return [...hits.of("limits"), ...hits.of("safety")].flatMap(({ start, end }) => {
    const before = goneBefore.exec(text.slice(Math.max(0, start - near.before), start));
    const rest = text.slice(end, end + near.behind);
    const behind = stillThere.test(rest) ? null : goneBehind.exec(rest);
    if (before === null && behind === null) return [];
    const around = text.slice(Math.max(0, start - near.evidence), end + near.evidence);
    if (!assistant.test(around)) return [];
    const claimed = Math.min(score.mostClaims, new Set(around.toLowerCase().match(claims)).size);
    return [
      {
        rule: "injection.safety_off" as const,
        start: start - (before?.[0].length ?? 0),
        end: end + (behind?.[0].length ?? 0),
        score: score.alone + score.assistant + claimed * score.claim,
      },
    ];
  });
}
