import type { Finding, FindingAction, PromptRole } from "@infershield/core";
import type { DecidedTrait, Decision, Side } from "./decision.ts";

/** Default of `RISK_THRESHOLD`: the score from which an attack is blocked (contracts 7.1). */
export const defaultRiskThreshold = 80;

/**
 * Score from which an injection inside a tool result is taken out. It is lower than the block line, because a notice in place of one
 * result costs the person little, and 50 is where an injection is likelier than not. A lower risk threshold lowers it too.
 */
const neutraliseFrom = 50;

/**
 * The built-in policy: what happens to one finding when no policy file says otherwise. `docs/policy.md` gives the reasons.
 *
 * @param riskThreshold - Block line for attacks, 0–100.
 */
export function builtInDecision(finding: DecidedTrait, side: Side, riskThreshold: number): Decision {
  const action = side === "request" ? requestDecision(finding, riskThreshold) : answerDecision(finding, riskThreshold);
  return typeof action === "string" ? { action, replacement: "placeholder" } : action;
}

const notice: Decision = { action: "redact", replacement: "notice" };

function requestDecision(finding: DecidedTrait, riskThreshold: number): FindingAction | Decision {
  switch (finding.category) {
    case "secret":
      return "redact";
    case "personal_data":
      return personalDataInRequest(finding.role);
    case "prompt_injection":
      return injectionInRequest(finding, riskThreshold);
    case "exfiltration":
      // The person's own attempt; everywhere else the words are history or data, and the answer is where data would leave.
      return finding.role === "user" ? at(finding, riskThreshold, "block") : "log";
    case "dangerous_tool_call":
    case "sql_injection":
      // A call in the history has been made already, a command in prose is not a call, and programmers talk about SQL all day.
      return "log";
  }
}

function personalDataInRequest(role: Finding["role"]): FindingAction {
  // Tool results are full of addresses that the work needs; definitions are a tool author's words, and a changed schema breaks the tool.
  return role === "tool_result" || role === "tool_definition" ? "log" : "redact";
}

function injectionInRequest(finding: DecidedTrait, riskThreshold: number): FindingAction | Decision {
  const role: PromptRole | "text" = finding.role;
  switch (role) {
    case "user":
      return at(finding, riskThreshold, "block");
    case "tool_result":
      return at(finding, Math.min(riskThreshold, neutraliseFrom), notice);
    case "tool_definition":
    case "other":
      return at(finding, riskThreshold, notice);
    case "system":
    case "developer":
      return at(finding, riskThreshold, "warn");
    case "assistant":
    case "reasoning":
    case "tool_call":
    case "text":
      // The model's earlier words: they were decided when they were an answer, and a block would end the session for good.
      return "log";
  }
}

function answerDecision(finding: DecidedTrait, riskThreshold: number): FindingAction {
  switch (finding.category) {
    case "secret":
      return "redact";
    case "personal_data":
      // A placeholder inside a call's arguments would be written into the person's files.
      return finding.role === "tool_call" ? "log" : "redact";
    case "exfiltration":
      return at(finding, riskThreshold, "block");
    case "dangerous_tool_call":
      return finding.role === "tool_call" ? at(finding, riskThreshold, "block") : "log";
    case "prompt_injection":
    case "sql_injection":
      return "log";
  }
}

function at<Acting>(finding: DecidedTrait, line: number, acting: Acting): Acting | "log" {
  return finding.score >= line ? acting : "log";
}
