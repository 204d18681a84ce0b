import type { Finding, PromptPart, PromptRole } from "@infershield/core";
import { findDangerousCalls } from "./commands/dangerous-calls.ts";
import { createConceptScanner } from "./injection/concept-scanner.ts";
import { disguisedViews } from "./injection/disguised-views.ts";
import { findInjections } from "./injection/find-injections.ts";
import type { InjectionMatch } from "./injection/injection-match.ts";
import { injectionRules } from "./injection/injection-rules.ts";
import { numberRules } from "./personal/number-rules.ts";
import type { RuleInfo } from "./rule.ts";
import { compileRules, matchHit, type RuleMatch } from "./rule-matcher.ts";
import { secretRules } from "./secrets/secret-rules.ts";
import { findHiddenText } from "./views/hidden-text.ts";
import type { Span, View } from "./views/view.ts";
import { viewsOf } from "./views/views-of.ts";

const mostFindings = 1_000;

/** Roles whose words can be an attack: a system prompt is the operator's, an assistant's words are the model's. */
const attackers: ReadonlySet<PromptRole> = new Set(["user", "tool_result", "tool_definition", "other"]);
/** Personal data is normal in the files that tools read. */
const personalRoles: ReadonlySet<PromptRole> = new Set(["user", "other"]);

/** Scans one part with every detector that concerns its role. */
export type PartScanner = (part: PromptPart) => readonly Finding[];

/** Compiles the detectors. */
export function createPartScanner(): PartScanner {
  const secrets = compileRules(secretRules);
  const secretsAndNumbers = compileRules([...secretRules, ...numberRules]);
  const concepts = createConceptScanner();

  const scanInjections = (view: View, role: PromptRole): readonly InjectionMatch[] => {
    const plain = findInjections({ view, role }, concepts.scan(view));
    const leetHits = concepts.scanLeet(view);
    return leetHits === undefined ? plain : [...plain, ...findInjections({ view, role }, leetHits)];
  };

  return (part) => {
    const findings: Finding[] = [];
    const report = (rule: RuleInfo, view: View, span: Span, score: number): void => {
      findings.push(findingOf(rule, part, view.name, view.origin(span), score));
    };
    const rules = personalRoles.has(part.role) ? secretsAndNumbers : secrets;
    for (const view of viewsOf(part.text)) {
      for (const match of matchAll(rules, view.text)) report(match.rule, view, match, match.score);
      if (!attackers.has(part.role)) continue;
      for (const match of scanInjections(view, part.role)) report(injectionRules[match.rule], view, match, match.score);
      for (const disguised of disguisedViews(view)) {
        for (const match of scanInjections(disguised, part.role))
          report(injectionRules[match.rule], disguised, match, match.score);
      }
    }
    if (attackers.has(part.role)) {
      for (const hidden of findHiddenText(part.text)) {
        findings.push(findingOf(injectionRules["injection.hidden_text"], part, "text", hidden, 85));
      }
    }
    if (part.role === "tool_call") {
      for (const { rule, start, end, score } of findDangerousCalls(part.text, part.tool)) {
        findings.push(findingOf(rule, part, "text", { start, end }, score));
      }
    }
    return withoutDoubles(findings);
  };
}

function matchAll(rules: ReturnType<typeof compileRules>, text: string): readonly RuleMatch[] {
  const matches: RuleMatch[] = [];
  rules.literals.read(text, 0, rules.literals.start, (literal, end) => {
    if (matches.length >= mostFindings) return;
    for (const hit of rules.hitsOf(literal, end)) {
      const result = matchHit(hit, text, true);
      if (typeof result === "object") matches.push({ rule: hit.rule, ...result });
    }
  });
  return matches;
}

function findingOf(rule: RuleInfo, part: PromptPart, view: string, span: Span, score: number): Finding {
  return {
    rule: rule.id,
    category: rule.category,
    severity: rule.severity,
    score,
    role: part.role,
    path: part.path,
    start: span.start,
    end: span.end,
    view,
    explanation: rule.explanation,
  };
}

/** One finding a rule and place, the one with the highest score; a general secret inside a specific one says nothing new. */
function withoutDoubles(findings: readonly Finding[]): readonly Finding[] {
  const best = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.start} ${finding.end}`;
    if (finding.score > (best.get(key)?.score ?? -1)) best.set(key, finding);
  }
  const kept = [...best.values()];
  const specific = kept.filter((finding) => finding.category === "secret" && finding.rule !== "secret.assignment");
  return kept
    .filter(
      (finding) =>
        finding.rule !== "secret.assignment" ||
        !specific.some((other) => other.start < finding.end && finding.start < other.end),
    )
    .toSorted((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1))
    .slice(0, mostFindings);
}
