import type { AnswerChannel, PromptRole } from "./prompt.ts";

/** Kinds of threat a detector can report. */
export const findingCategories = [
  "secret",
  "personal_data",
  "prompt_injection",
  "exfiltration",
  "dangerous_tool_call",
  "sql_injection",
] as const;
/** See {@link findingCategories}. */
export type FindingCategory = (typeof findingCategories)[number];

/** How bad a threat is, from the least on. */
export const severities = ["low", "medium", "high", "critical"] as const;
/** See {@link severities}. */
export type Severity = (typeof severities)[number];

/** One thing a detector noticed: rule, severity and place. It never holds the matched text. */
export interface Finding {
  /** Identifier of the rule, such as `secret.github_token`; stable across versions. */
  readonly rule: string;
  readonly category: FindingCategory;
  readonly severity: Severity;
  /** 0–100: how likely and how bad. */
  readonly score: number;
  /** Role of the prompt part, or kind of the answer channel. */
  readonly role: PromptRole | AnswerChannel["kind"];
  /** JSON pointer of the part in the request, or the id of the answer's channel. */
  readonly path: string;
  /** UTF-16 offsets into the part's text or the channel's text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** How the text was decoded before the rule matched: `text`, or a chain such as `base64>text`. */
  readonly view: string;
  /** One sentence for people; never the matched text. */
  readonly explanation: string;
}

/** What policy says about one finding, from the mildest on. `allow`, `log` and `warn` leave the text as it is. */
export const findingActions = ["allow", "log", "warn", "redact", "block"] as const;
/** See {@link findingActions}. */
export type FindingAction = (typeof findingActions)[number];

/**
 * A finding with the action policy gave it.
 *
 * `replacement` tells what a redaction puts in place: a restorable `placeholder` for the span, or a fixed `notice` for the whole part
 * (an injection inside a tool result, contracts 7.2).
 */
export interface DecidedFinding {
  readonly finding: Finding;
  readonly action: FindingAction;
  readonly replacement: "placeholder" | "notice";
}

/** What happens to a request or an answer: the strictest action of its findings. */
export interface Verdict {
  readonly action: "allow" | "redact" | "block";
  /** 0–100: the highest score among the findings, 0 without any. */
  readonly riskScore: number;
  readonly decided: readonly DecidedFinding[];
}
