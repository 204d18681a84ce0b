import type { LiteralRule } from "../rule.ts";

/** What all rules about personal data have in common; their literals begin where a word begins. */
export function personalRule(
  kind: string,
  what: string,
  literals: readonly string[],
  match: LiteralRule["match"],
): LiteralRule {
  return {
    id: `personal.${kind}`,
    category: "personal_data",
    severity: "medium",
    explanation: `The text holds what looks like ${what}.`,
    literals,
    wordStart: true,
    match,
  };
}
