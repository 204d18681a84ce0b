import { expect, test } from "vitest";
import type { LiteralHit, LiteralRule } from "../src/rule.ts";
import { filled, literalRules } from "./hostile-texts.ts";
import { quietCost } from "./quiet-cost.ts";

// What a rule reads from one literal on may hold its literal again and again: then each character may be read for all of them.

const length = 4_096;
/** CPU milliseconds for 100,000 characters, of a processor that does nothing else. */
const limitMs = 90;
/** Literals of a rule that are tried: they share what reads behind them. */
const mostLiterals = 4;

const joints = ["", " ", "-", ".", ";", ",", "=", "\n", "/", ":", '"', "'", "(", "a", "1", "%41", "&a=", " is ", ": "];
const ends = [
  "",
  ".aaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbb",
  "@x.com",
  '"',
  "----- END",
  "=aB3dE5gH7jK9mN1pQ3rS",
  "}",
  "<",
];

/** The places of a literal at which its rule is asked. */
function hitsOf(rule: LiteralRule, literal: string, text: string): readonly LiteralHit[] {
  const lower = text.toLowerCase();
  const hits: LiteralHit[] = [];
  for (let start = lower.indexOf(literal); start >= 0; start = lower.indexOf(literal, start + 1)) {
    const end = start + literal.length;
    if (rule.wordStart && start > 0 && /\w/.test(text[start - 1] ?? "")) continue;
    if (rule.follow !== undefined && rule.follow[text.charCodeAt(end)] === 0) continue;
    hits.push({ text, start, end, ended: true });
  }
  return hits;
}

const measure = quietCost();

/** CPU milliseconds for 100,000 characters. */
function costOf(rule: LiteralRule, hits: readonly LiteralHit[]): number {
  const perText = (length * limitMs) / 100_000;
  const ask = (): void => {
    for (const hit of hits) rule.match(hit);
  };
  const before = process.cpuUsage();
  ask();
  const { user, system } = process.cpuUsage(before);
  const first = (user + system) / 1_000;
  // Most are far below: only what may be over is measured with care.
  const ms = first < perText / 3 ? first : measure(ask, { enough: perText / 3, tries: 12 });
  return (ms / length) * 100_000;
}

test("a rule whose literals stand inside what it reads costs little more for them", () => {
  const costs = literalRules.map((rule) => {
    const step = Math.ceil(rule.literals.length / mostLiterals);
    const tried = rule.literals.filter((_, index) => index % step === 0);
    const kinds = tried.flatMap((literal) =>
      // Tokens are found in one case only.
      [literal, literal.toUpperCase(), literal.replace(/^eyj$/, "eyJ")].flatMap((written) =>
        joints.flatMap((joint) => ends.map((end) => ({ literal, text: `${filled(written + joint, length)}${end}  ` }))),
      ),
    );
    const slowest = kinds.reduce(
      (most, { literal, text }) => {
        const ms = costOf(rule, hitsOf(rule, literal, text));
        return ms > most.ms ? { ms, text: text.slice(0, 40) } : most;
      },
      { ms: 0, text: "" },
    );
    return { rule: rule.id, ...slowest };
  });
  const sorted = costs.toSorted((a, b) => b.ms - a.ms);
  console.info(
    sorted
      .slice(0, 8)
      .map(({ rule, ms, text }) => `${ms.toFixed(0)} ms ${rule} ${JSON.stringify(text)}`)
      .join("\n"),
  );
  expect(sorted.filter(({ ms }) => ms > limitMs)).toEqual([]);
});
