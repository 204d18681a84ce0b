export type { LiteralMatcher } from "./aho-corasick.ts";
export { type AnswerScanner, createAnswerScanner, type ScannedText } from "./answer/answer-scanner.ts";
export {
  type CallFinding,
  type ConversationTurn,
  type ConversationWatch,
  createConversationWatch,
} from "./conversation/conversation-watch.ts";
export { detectorRules } from "./detector-rules.ts";
export { ThreatError, type ThreatErrorCode } from "./error.ts";
export { type MaskStrategy, maskValue } from "./personal/mask-value.ts";
export { createPlaceholders, type Placeholders } from "./redaction/placeholders.ts";
export { planEdits } from "./redaction/plan-edits.ts";
export { spreadRedactions } from "./redaction/spread-redactions.ts";
export { takenPlaceholders } from "./redaction/taken-placeholders.ts";
export type { LiteralHit, LiteralRule, Match, MatchResult, RuleInfo } from "./rule.ts";
export type { RuleHit, RuleMatcher } from "./rule-matcher.ts";
export { createThreatEngine, detectorVersion, type ThreatEngine } from "./threat-engine.ts";
