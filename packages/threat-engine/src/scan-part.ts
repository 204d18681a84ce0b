import type { Finding, FindingCategory, PromptPart, PromptRole } from "@infershield/core";
import { buildLiteralMatcher } from "./aho-corasick.ts";
import { findDangerousCalls } from "./commands/dangerous-calls.ts";
import type { ConceptHit } from "./injection/concept-hits.ts";
import { createConceptScanner } from "./injection/concept-scanner.ts";
import { type DisguisedHit, disguisedLiterals, disguisedViews } from "./injection/disguised-views.ts";
import { findInjections } from "./injection/find-injections.ts";
import { injectionRules } from "./injection/injection-rules.ts";
import { createModelSignal } from "./model/model-signal.ts";
import { personalRules } from "./personal/personal-rules.ts";
import type { RuleInfo } from "./rule.ts";
import { compileRules, matchHit, type RuleHit, tabulateRules } from "./rule-matcher.ts";
import { secretRules } from "./secrets/secret-rules.ts";
import { findHiddenText } from "./views/hidden-text.ts";
import type { Span, View } from "./views/view.ts";
import { viewsOf } from "./views/views-of.ts";

const mostFindings = 1_000;
const mostHits = 50_000;

/** Roles whose words can be an attack: a system prompt is the operator's, an assistant's words are the model's. */
const attackers: ReadonlySet<PromptRole> = new Set(["user", "tool_result", "tool_definition", "other"]);
/** Personal data is normal in the files that tools read. */
const personalRoles: ReadonlySet<PromptRole> = new Set(["user", "other"]);

/** Scans one part with every detector that concerns its role. */
export type PartScanner = (part: PromptPart) => readonly Finding[];

/** What one pass over a reading finds. */
interface Hits {
  readonly rules: RuleHit[];
  readonly concepts: ConceptHit[];
  readonly disguised: DisguisedHit[];
}

/** Compiles the detectors: one automaton holds the literals of all of them. */
export function createPartScanner(): PartScanner {
  const secrets = compileRules(secretRules);
  const table = tabulateRules([...secretRules, ...personalRules]);
  const concepts = createConceptScanner();
  const signal = createModelSignal();
  const firstConcept = table.literals.length;
  const firstDisguised = firstConcept + concepts.asciiLiterals.length;
  const everything = buildLiteralMatcher([...table.literals, ...concepts.asciiLiterals, ...disguisedLiterals]);

  const passOver = (view: View, without?: FindingCategory): Hits => {
    const hits: Hits = { rules: [], concepts: [], disguised: [] };
    everything.read(view.text, 0, everything.start, (literal, end) => {
      if (literal < firstConcept) {
        if (hits.rules.length < mostHits) table.collectHits(view.text, literal, end, hits.rules, without);
      } else if (literal < firstDisguised) concepts.collectAscii(view, literal - firstConcept, end, hits.concepts);
      else if (hits.disguised.length < mostHits) hits.disguised.push({ literal: literal - firstDisguised, end });
    });
    concepts.scanOtherScripts(view, hits.concepts);
    return hits;
  };
  const secretHits = (view: View): readonly RuleHit[] => {
    const hits: RuleHit[] = [];
    secrets.literals.read(view.text, 0, secrets.literals.start, (literal, end) => {
      if (hits.length < mostHits) secrets.collectHits(view.text, literal, end, hits);
    });
    return hits;
  };

  return (part) => {
    const findings: Finding[] = [];
    const report = (rule: RuleInfo, view: View, span: Span, score: number): void => {
      findings.push(findingOf(rule, part, view.name, view.origin(span), score));
    };
    const matchRules = (hits: readonly RuleHit[], view: View): void => {
      for (const hit of hits) {
        const result = matchHit(hit, view.text, true);
        if (typeof result === "object") report(hit.rule, view, result, result.score);
      }
    };
    const matchInjections = (hits: readonly ConceptHit[], view: View): void => {
      const matches = signal.confirm(view.text, findInjections({ view, role: part.role }, hits));
      for (const match of matches) report(injectionRules[match.rule], view, match, match.score);
    };
    for (const view of viewsOf(part.text)) {
      if (!attackers.has(part.role)) {
        matchRules(secretHits(view), view);
        continue;
      }
      const hits = passOver(view, personalRoles.has(part.role) ? undefined : "personal_data");
      matchRules(hits.rules, view);
      matchInjections(hits.concepts, view);
      const leet = concepts.scanLeet(view);
      if (leet !== undefined) matchInjections(leet, view);
      for (const disguised of disguisedViews(view, hits.disguised))
        matchInjections(passOver(disguised).concepts, disguised);
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
