import { commandRules } from "./commands/command-rules.ts";
import { conversationRules } from "./conversation/conversation-rules.ts";
import { exfiltrationRules } from "./exfiltration/url-rule.ts";
import { injectionRules } from "./injection/injection-rules.ts";
import { personalRules } from "./personal/personal-rules.ts";
import type { RuleInfo } from "./rule.ts";
import { secretRules } from "./secrets/secret-rules.ts";
import { sqlRule } from "./sql/find-sql-injections.ts";

/** Every rule that can appear in a finding, once, ordered by id. docs/detectors.md shows each with examples. */
export const detectorRules: readonly RuleInfo[] = [
  ...new Map(
    [
      ...Object.values(injectionRules),
      ...Object.values(commandRules),
      ...Object.values(conversationRules),
      ...exfiltrationRules,
      ...secretRules,
      sqlRule,
      ...personalRules,
    ].map(({ id, category, severity, explanation }): [string, RuleInfo] => [
      id,
      { id, category, severity, explanation },
    ]),
  ).values(),
].sort((a, b) => (a.id < b.id ? -1 : 1));
