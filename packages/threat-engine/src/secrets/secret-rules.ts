import type { LiteralRule } from "../rule.ts";
import { assignmentRule } from "./assignment.ts";
import { commandPasswordRules } from "./command-passwords.ts";
import { framedRules } from "./framed-rules.ts";
import { insertedSecretRule } from "./inserted-secrets.ts";
import { kubernetesSecretRule } from "./kubernetes-secret.ts";
import { placedRules } from "./placed-secrets.ts";
import { structuredRules } from "./structured-rules.ts";
import { tokenRules } from "./token-rules.ts";
import { vendorValueRule } from "./vendor-values.ts";

/** Secrets that have a form of their own: the only ones looked for in answers, where code with invented passwords is normal. */
export const formedSecretRules: readonly LiteralRule[] = [...tokenRules, ...structuredRules];

/** Every secret rule. */
export const secretRules: readonly LiteralRule[] = [
  ...formedSecretRules,
  ...framedRules,
  ...commandPasswordRules,
  ...placedRules,
  kubernetesSecretRule,
  insertedSecretRule,
  assignmentRule,
  vendorValueRule,
];
