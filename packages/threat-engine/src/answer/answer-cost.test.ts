import { expect, test } from "vitest";
import { hostileTexts } from "../../test/hostile-texts.ts";
import type { MatchResult } from "../rule.ts";
import type { RuleHit, RuleMatcher } from "../rule-matcher.ts";
import { createThreatEngine } from "../threat-engine.ts";
import { createAnswerScanner } from "./answer-scanner.ts";

const length = 2_048;
const { answerRules } = createThreatEngine();

/** The rules of answers, each of whose looks at a hit is counted. */
function counting(onLook: () => void): RuleMatcher {
  const match = (hit: RuleHit): RuleHit["rule"]["match"] => {
    return (place): MatchResult => {
      onLook();
      return hit.rule.match(place);
    };
  };
  return {
    literals: answerRules.literals,
    collectHits: (text, literal, end, hits) => {
      const own: RuleHit[] = [];
      answerRules.collectHits(text, literal, end, own);
      hits.push(...own.map((hit) => ({ ...hit, rule: { ...hit.rule, match: match(hit) } })));
    },
  };
}

/** Every fortieth kind, and all whose literal begins a URL: those wait longest for their end. */
const kinds = hostileTexts.filter(({ name }, index) => index % 40 === 0 || name.includes("://"));

test.each([1, 7, 64, 512])(
  "an answer in pieces of %d characters asks its rules little more than once a place",
  (size) => {
    let looks = 0;
    const rules = counting(() => {
      looks += 1;
    });
    const asked = kinds.map(({ name, make }) => {
      looks = 0;
      const scanner = createAnswerScanner(
        { answerRules: rules },
        { decide: (finding) => ({ finding, action: "log", replacement: "placeholder" }) },
      );
      const text = make(length);
      const channel = { kind: "text", id: "a" } as const;
      for (let at = 0; at < length; at += size) scanner.push(channel, text.slice(at, at + size));
      scanner.end(channel);
      return { name, looks };
    });
    // Two rules a character, and one look a piece at what is still open.
    expect(asked.filter((one) => one.looks > 2 * length + length / size)).toEqual([]);
  },
);
