export { defaultRiskThreshold } from "./built-in.ts";
export { type DecidedTrait, type Decision, isStricter, type Side } from "./decision.ts";
export { PolicyError, type PolicyErrorCode } from "./error.ts";
export type { Hours, Weekday } from "./hours.ts";
export { placeText } from "./place.ts";
export {
  builtInPolicy,
  decide,
  decideFinding,
  layeredPolicy,
  type Policy,
  type PolicyLayer,
  type PolicyLevel,
  type Unscannable,
} from "./policy.ts";
export { type PolicyBook, type PolicySubject, policyBook } from "./policy-book.ts";
export { type PolicyCase, type PolicyCaseResult, parsePolicyCases, runPolicyCases } from "./policy-cases.ts";
export { parsePolicy, policyDocument } from "./policy-file.ts";
export type { Conditions, DecisionContext, PolicyRule } from "./rule.ts";
export { policySchema } from "./schema.ts";
export {
  type RecordedDecision,
  type RecordedFinding,
  type SimulatedChange,
  type Simulation,
  simulatePolicy,
} from "./simulate.ts";
export { decideVerdict, verdictOf } from "./verdict.ts";
