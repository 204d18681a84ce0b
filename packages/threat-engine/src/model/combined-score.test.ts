import { expect, test } from "vitest";
import { combinedScore, type ModelOpinion, reportedScore } from "./combined-score.ts";

const opinion = (steps: number, touches = true): ModelOpinion => ({ steps, isSure: steps > 0.3, touches });
const opinions = [undefined, ...Array.from({ length: 81 }, (_, index) => opinion(index / 10 - 4, false))];
const lines = [50, 80];
/** How many lines at which something is done a score has reached. */
const reached = (score: number): number => lines.filter((line) => score >= line).length;

test("No opinion takes a match back over a line at which something is done", () => {
  for (let score = 40; score <= 100; score += 1)
    for (const about of opinions)
      for (const isData of [true, false])
        expect(reached(combinedScore({ score }, about, isData))).toBeGreaterThanOrEqual(reached(score));
});

test("Where the model suspects nothing no match crosses a line", () => {
  for (let score = 40; score <= 100; score += 1)
    for (const steps of [-9, -3, -1, -0.01])
      expect(reached(combinedScore({ score }, opinion(steps), false))).toBe(reached(score));
});

test("Of two matches of one score that counts for more of whose text the model is surer", () => {
  for (const score of [42, 55, 70, 84, 92])
    expect(combinedScore({ score }, opinion(0.9, false), true)).toBeGreaterThan(
      combinedScore({ score }, opinion(-2.5, false), true) + 5,
    );
});

test("In one text a match with a higher score stays at least as high", () => {
  for (const about of [...opinions, opinion(0.5), opinion(2)])
    for (const isData of [true, false]) {
      const scores = Array.from({ length: 61 }, (_, index) => combinedScore({ score: 40 + index }, about, isData));
      expect(scores.toSorted((a, b) => a - b)).toEqual(scores);
    }
});

test("What the model alone finds, and a weak rule, is told and stays under the lines", () => {
  for (const steps of [0, 0.5, 1, 3, 50]) {
    expect(reportedScore(steps)).toBeGreaterThanOrEqual(10);
    expect(reportedScore(steps)).toBeLessThan(50);
    expect(combinedScore({ score: 44 }, opinion(steps, false), false)).toBeGreaterThanOrEqual(reportedScore(steps));
  }
  expect(combinedScore({ score: 44 }, opinion(-4), true)).toBe(10);
});

test("A rule confirmed at its place becomes a block, a mention does not", () => {
  expect(combinedScore({ score: 44 }, opinion(1), false)).toBeGreaterThanOrEqual(80);
  expect(combinedScore({ score: 62, mentioned: true }, opinion(1), false)).toBeLessThan(80);
  expect(combinedScore({ score: 44 }, opinion(1, false), false)).toBeLessThan(50);
});
