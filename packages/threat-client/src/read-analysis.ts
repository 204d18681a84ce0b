import type { Finding, FindingCategory, Severity } from "@infershield/core";
import { malformed, objectOf } from "./malformed.ts";

/** Words in the names that older services give to threats, and what they are here. The first that occurs decides. */
const categoryWords: readonly (readonly [RegExp, FindingCategory])[] = [
  [/pii|personal|email|phone|ssn|card|address|passport|medical/i, "personal_data"],
  [/secret|key|token|password|credential/i, "secret"],
  [/sql/i, "sql_injection"],
  [/exfil|leak/i, "exfiltration"],
  [/tool|command|shell/i, "dangerous_tool_call"],
];
const mostThreats = 10_000;

/**
 * Checks the answer of `POST /api/analyze` (contracts 4), all that a service of the original product knows.
 *
 * It names no places that a redaction could rely on: its findings are about the whole request (path ``), and what a policy would
 * redact has to be refused. A service that says `blocked`, or that redacted the prompt itself, gives a finding for that.
 *
 * @param prompt - what was sent
 * @throws ThreatClientError `SCANNER_MALFORMED`
 */
export function readAnalysis(value: unknown, prompt: string): readonly Finding[] {
  const {
    success,
    status,
    threat_detected: detected,
    risk_score: risk,
    threats,
    redacted_prompt: redacted,
  } = objectOf(value);
  if (success !== true || (status !== "allowed" && status !== "warning" && status !== "blocked")) {
    throw malformed("has no status");
  }
  if (typeof risk !== "number" || !(risk >= 0 && risk <= 100)) throw malformed("has no risk_score from 0 to 100");
  if (!Array.isArray(threats) || threats.length > mostThreats) throw malformed("has no list of threats");
  const score = Math.round(risk);
  const findings = threats.map((threat) => readThreat(threat, score));
  if (status === "blocked") findings.push(about("prompt_injection", "service.blocked", 100));
  else if (detected === true && threats.length === 0) findings.push(about("prompt_injection", "service.threat", score));
  if (typeof redacted === "string" && redacted !== prompt) findings.push(about("secret", "service.redacted", score));
  return findings;
}

function readThreat(threat: unknown, score: number): Finding {
  const { type } = objectOf(threat);
  if (typeof type !== "string") throw malformed("holds a threat without a type");
  const category = categoryWords.find(([word]) => word.test(type))?.[1] ?? "prompt_injection";
  return about(
    category,
    `service.${type
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .slice(0, 60)}`,
    score,
  );
}

function about(category: FindingCategory, rule: string, score: number): Finding {
  const explanation = `The detection service reports ${rule.slice("service.".length)}.`;
  return {
    rule,
    category,
    severity: severityOf(score),
    score,
    explanation,
    role: "user",
    path: "",
    start: 0,
    end: 0,
    view: "text",
  };
}

function severityOf(score: number): Severity {
  if (score >= 90) return "critical";
  if (score >= 70) return "high";
  return score >= 40 ? "medium" : "low";
}
