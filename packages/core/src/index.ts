export { InferShieldError, type InferShieldErrorOptions } from "./error.ts";
export {
  type DecidedFinding,
  type Finding,
  type FindingAction,
  type FindingCategory,
  findingActions,
  findingCategories,
  type Severity,
  severities,
  type Verdict,
} from "./finding.ts";
export { defaultTenant, localUser, type Principal, type Scope } from "./principal.ts";
export { type AnswerChannel, type PromptPart, type PromptRole, promptRoles, type TextEdit } from "./prompt.ts";
export type { KeyedDigest, SealContext, SealedField, SealedValue, Sealer, Signer } from "./sealing.ts";
export { Secret } from "./secret.ts";
export { type Clock, type Fetch, type RandomBytes, type Sleep, type System, system } from "./system.ts";
