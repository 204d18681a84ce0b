import type { LiteralRule } from "../rule.ts";
import { emailRule } from "./email-rule.ts";
import { ibanRule } from "./iban-rule.ts";
import { ipAddressRules } from "./ip-address-rules.ts";
import { labelledRules } from "./labelled-rules.ts";
import { numberRules } from "./number-rules.ts";
import { phoneRules } from "./phone-rules.ts";

/**
 * Ten kinds of personal data. The five others of the original list of fifteen (api_key, aws_key, openai_key, anthropic_key,
 * github_token) are secrets here.
 */
export const personalRules: readonly LiteralRule[] = [
  ...numberRules,
  emailRule,
  ...labelledRules,
  ...phoneRules,
  ibanRule,
  ...ipAddressRules,
];
