import { expect, test } from "vitest";
import { filled, hostileTexts } from "../../test/hostile-texts.ts";
import { createPlaceholders } from "../redaction/placeholders.ts";
import type { MatchResult } from "../rule.ts";
import type { RuleHit, RuleMatcher } from "../rule-matcher.ts";
import { createThreatEngine } from "../threat-engine.ts";
import { createAnswerScanner } from "./answer-scanner.ts";

const length = 1_024;
const { answerRules } = createThreatEngine();

/** The rules of answers, each of whose looks at a hit is counted. */
function counting(onLook: (text: string) => void): RuleMatcher {
  const match = (hit: RuleHit): RuleHit["rule"]["match"] => {
    return (place): MatchResult => {
      onLook(place.text);
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

const placeholders = createPlaceholders({ key: new Uint8Array(32).fill(3), isTaken: () => false });
const placeholder = placeholders.placeholderFor("secret.github_token", "a value");
const overlapping = "eyJhbGciOiJIUzI1NiJ9.";
/** A match that is open, one that is held and what stays readable before them. */
const mostHeld = 32_768;

test.each([
  ["text", "findings that overlap without end", overlapping],
  ["tool_call", "findings that overlap without end", overlapping],
  ["tool_call", "a placeholder and many words", `${placeholder} ${filled("ws://some words ", 3_000)}`],
] as const)("%s with %s is looked at in small parts", (kind, _, piece) => {
  let most = 0;
  const scanner = createAnswerScanner(
    {
      answerRules: counting((text) => {
        most = Math.max(most, text.length);
      }),
    },
    { decide: (finding) => ({ finding, action: "redact", replacement: "placeholder" }), placeholders },
  );
  const channel = { kind, id: "a", tool: "bash" } as const;
  const text = JSON.stringify({ command: filled(piece, 2 * mostHeld) });
  for (let at = 0; at < text.length; at += 61) scanner.push(channel, text.slice(at, at + 61));
  scanner.end(channel);
  expect(most).toBeLessThan(mostHeld);
  expect(most).toBeGreaterThan(0);
});
