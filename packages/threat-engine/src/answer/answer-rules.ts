import { exfiltrationRules } from "../exfiltration/url-rule.ts";
import { numberRules } from "../personal/number-rules.ts";
import { longestPlaceholder, placeholderForm } from "../redaction/placeholders.ts";
import { characterSet, type LiteralRule, runEnd } from "../rule.ts";
import { compileRules, type RuleMatcher } from "../rule-matcher.ts";
import { formedSecretRules } from "../secrets/secret-rules.ts";

const placeholderCharacters = characterSet("A-Z0-9_");

/** Not a detector: finds placeholders to restore. Its matches never become findings. */
export const placeholderRule: LiteralRule = {
  id: "placeholder",
  category: "secret",
  severity: "low",
  explanation: "A placeholder of this conversation.",
  literals: ["ifsx_"],
  wordStart: true,
  match: ({ text, start, end, ended }) => {
    if (!text.startsWith("IFSX_", start)) return "none";
    const stop = runEnd(text, end, placeholderCharacters, longestPlaceholder);
    if (stop === text.length && !ended && stop - end < longestPlaceholder) return "more";
    // `IFSX_…@host` and `IFSX_….host` are addresses: there it is never restored.
    if (text[stop] === "@" || (text[stop] === "." && /[\w-]/.test(text[stop + 1] ?? ""))) return "none";
    if (text[stop] === "." && stop + 1 === text.length && !ended) return "more";
    return placeholderForm.test(text.slice(start, stop)) ? { start, end: stop, score: 100 } : "none";
  },
};

/** The rules for answers: secrets with a form, card and social security numbers, URLs that carry data, and placeholders. */
export function compileAnswerRules(): RuleMatcher {
  return compileRules([...formedSecretRules, ...numberRules, ...exfiltrationRules, placeholderRule]);
}
