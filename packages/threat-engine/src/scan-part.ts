import type { Finding, PromptPart, PromptRole } from "@infershield/core";
import { findDangerousCalls } from "./commands/dangerous-calls.ts";
import { findingList } from "./distinct-findings.ts";
import type { HitIndex } from "./injection/concept-hits.ts";
import { buildContextFinder, createConceptScanner, plainAnchors } from "./injection/concept-scanner.ts";
import { disguisedLiterals, disguisedViews } from "./injection/disguised-views.ts";
import { findInjections } from "./injection/find-injections.ts";
import { injectionRules } from "./injection/injection-rules.ts";
import { requestRule } from "./injection/request-rule.ts";
import { compileTable, indexLiterals } from "./literal-table.ts";
import { createModelSignal } from "./model/model-signal.ts";
import { once } from "./once.ts";
import { personalRules } from "./personal/personal-rules.ts";
import type { Match, RuleInfo } from "./rule.ts";
import { secretRules } from "./secrets/secret-rules.ts";
import { findSqlInjections, longestSqlValue, sqlLiterals, sqlRule } from "./sql/find-sql-injections.ts";
import { isAscii } from "./text-units.ts";
import { findHiddenText } from "./views/hidden-text.ts";
import type { Span, View } from "./views/view.ts";
import { viewsOf } from "./views/views-of.ts";

/** Roles whose words can be an attack: a system prompt is the operator's, an assistant's words are the model's. */
const attackers: ReadonlySet<PromptRole> = new Set(["user", "tool_result", "tool_definition", "other"]);
/** Personal data is normal in the files that tools read. */
const personalRoles: ReadonlySet<PromptRole> = new Set(["user", "other"]);

/** Scans one part with every detector that concerns its role. */
export type PartScanner = (part: PromptPart) => readonly Finding[];

/** For each kind of role one table holds the literals of all that concern it; it is compiled when a text first needs it. */
export function createPartScanner(): PartScanner {
  const spoken = [...secretRules, ...personalRules];
  const brought = [...secretRules, requestRule];
  const signs = [...disguisedLiterals, ...sqlLiterals];
  const index = once(() => indexLiterals({ rules: [...spoken, requestRule], phrases: plainAnchors, signs }));
  const context = once(buildContextFinder);
  const people = once(() => compileTable(index(), { rules: spoken, signs: signs.length, context }));
  const data = once(() => compileTable(index(), { rules: brought, signs: disguisedLiterals.length, context }));
  const trusted = once(() => compileTable(index(), { rules: secretRules, signs: 0, context: undefined }));
  const concepts = createConceptScanner();
  const signal = createModelSignal();

  return (part) => {
    const findings = findingList();
    const isAttacker = attackers.has(part.role);
    const table = (!isAttacker ? trusted : personalRoles.has(part.role) ? people : data)();
    const report = (rule: RuleInfo, view: View, match: Match): void => {
      findings.add(findingOf(rule, part, view.name, view.origin(match), match.score));
    };
    const matchInjections = (hits: HitIndex, view: View): void => {
      const matches = signal.confirm(view.text, findInjections({ view, role: part.role }, hits), {
        isData: part.role !== "user",
      });
      for (const match of matches) report(injectionRules[match.rule], view, match);
    };
    for (const view of viewsOf(part.text, table.isCut)) {
      const others = isAttacker ? concepts.otherScripts(view) : undefined;
      const passed = table.pass(view, (rule, match) => report(rule, view, match), others);
      if (!isAttacker) continue;
      if (view.compact) concepts.scanCompact(view, passed.concepts);
      matchInjections(passed.concepts, view);
      if (personalRoles.has(part.role)) {
        const places = passed.signs.filter(({ literal }) => literal >= disguisedLiterals.length).map(({ end }) => end);
        const isShort = part.text.length <= longestSqlValue;
        for (const match of findSqlInjections(view.text, { places, isShort })) report(sqlRule, view, match);
      }
      const leet = concepts.scanLeet(view);
      if (leet !== undefined) matchInjections(leet, view);
      for (const disguised of disguisedViews(view, passed.signs))
        matchInjections(data().pass(disguised, () => undefined).concepts, disguised);
    }
    if (isAttacker && !isAscii(part.text)) {
      for (const hidden of findHiddenText(part.text)) {
        findings.add(findingOf(injectionRules["injection.hidden_text"], part, "text", hidden, 85));
      }
    }
    if (part.role === "tool_call") {
      for (const { rule, start, end, score } of findDangerousCalls(part.text, part.tool)) {
        findings.add(findingOf(rule, part, "text", { start, end }, score));
      }
    }
    return findings.distinct();
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
