import type { Finding, PromptPart } from "@infershield/core";
import { compileAnswerRules } from "./answer/answer-rules.ts";
import type { RuleMatcher } from "./rule-matcher.ts";
import { createPartScanner } from "./scan-part.ts";

/** Changes with every change of a detector: findings cached under another version are not used. */
export const detectorVersion = "2026.11-12";

/** The local detectors. Stateless once built: the same parts always give the same findings. */
export interface ThreatEngine {
  readonly version: string;
  /**
   * Scans each part by itself.
   *
   * @returns the findings in the order of the parts and, inside a part, of their places
   * @throws ThreatError `TOO_MANY_FINDINGS` when a part holds more than 200,000: none is ever dropped
   */
  scanParts(parts: readonly PromptPart[]): readonly Finding[];
  /** The compiled rules for answers, which `createAnswerScanner` uses. */
  readonly answerRules: RuleMatcher;
}

/** The detectors; what a role needs is compiled when it is first scanned, which takes some tens of milliseconds: keep one. */
export function createThreatEngine(): ThreatEngine {
  const scanPart = createPartScanner();
  let answerRules: RuleMatcher | undefined;
  return {
    version: detectorVersion,
    scanParts: (parts) => parts.flatMap(scanPart),
    get answerRules() {
      answerRules ??= compileAnswerRules();
      return answerRules;
    },
  };
}
