import {
  type FindingAction,
  type FindingCategory,
  findingActions,
  findingCategories,
  promptRoles,
  type Severity,
  severities,
} from "@infershield/core";
import { type Check, listOf, objectOf, oneOf, oneOrMore, score, shaped, text } from "./check.ts";
import type { Side } from "./decision.ts";
import { PolicyError } from "./error.ts";
import { type Hours, weekdays } from "./hours.ts";
import type { PolicyLayer, PolicyLevel, Unscannable } from "./policy.ts";
import type { Conditions, PolicyRule } from "./rule.ts";

/** The words a policy file may use. The published schema is made from the same lists. */
export const words: {
  readonly level: readonly PolicyLevel[];
  readonly unscannable: readonly Unscannable[];
  readonly side: readonly Side[];
  readonly category: readonly FindingCategory[];
  readonly severity: readonly Severity[];
  readonly role: NonNullable<Conditions["role"]>;
  readonly action: readonly FindingAction[];
  readonly replacement: readonly NonNullable<PolicyRule["replacement"]>[];
} = {
  level: ["org", "team", "user"],
  unscannable: ["allow", "block"],
  side: ["request", "answer"],
  category: findingCategories,
  severity: severities,
  role: [...promptRoles, "text"],
  action: findingActions,
  replacement: ["placeholder", "notice"],
};

const timeOfDay = shaped(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, '"09:00"');

const timeZone: Check<string> = (value, at, report) => {
  try {
    if (typeof value === "string") return new Intl.DateTimeFormat("en", { timeZone: value }) && value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  report(at, "must be the name of a time zone, such as Europe/Berlin");
  return undefined;
};

const hours: Check<Hours> = objectOf<Hours>(
  { from: timeOfDay, to: timeOfDay, days: oneOrMore(oneOf(weekdays)), timeZone },
  ["from", "to", "timeZone"],
);

const conditions: Check<Conditions> = objectOf<Conditions>({
  side: oneOf(words.side),
  rule: oneOrMore(text),
  category: oneOrMore(oneOf(words.category)),
  severity: oneOrMore(oneOf(words.severity)),
  role: oneOrMore(oneOf(words.role)),
  minScore: score,
  provider: oneOrMore(text),
  model: oneOrMore(text),
  tool: oneOrMore(text),
  hours,
});

const rule: Check<PolicyRule> = objectOf<PolicyRule>(
  {
    name: text,
    when: conditions,
    except: oneOrMore(conditions),
    action: oneOf(words.action),
    replacement: oneOf(words.replacement),
  },
  ["name", "when", "action"],
);

const maxRules = 1000;

interface PolicyFile extends PolicyLayer {
  readonly version: 1;
}

const file: Check<PolicyFile> = objectOf<PolicyFile>(
  {
    version: (value, at, report) => {
      if (value !== 1) report(at, "must be 1");
      return 1;
    },
    level: oneOf(words.level),
    name: text,
    riskThreshold: score,
    unscannable: oneOf(words.unscannable),
    rules: listOf(rule, maxRules),
  },
  ["version", "level", "name"],
);

/**
 * Checks a policy document, such as a parsed YAML file.
 *
 * @param document - Plain data. An unknown key is an error: a misspelt condition would make a rule match everything.
 * @throws PolicyError `INVALID_POLICY`, whose message names up to ten places
 */
export function parsePolicy(document: unknown): PolicyLayer {
  const problems: string[] = [];
  const read = file(document, "", (at, problem) => {
    problems.push(`${at === "" ? "the document" : at} ${problem}`);
  });
  if (read === undefined || problems.length > 0) {
    throw new PolicyError("INVALID_POLICY", `The policy is not valid: ${problems.slice(0, 10).join("; ")}.`);
  }
  const { version: _checked, ...layer } = read;
  return { ...layer, rules: layer.rules ?? [] };
}

/** The document of a layer, as plain data: {@link parsePolicy} gives the layer again. */
export function policyDocument(layer: PolicyLayer): PolicyLayer & { readonly version: 1 } {
  return { version: 1, ...layer };
}
