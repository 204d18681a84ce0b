import { describe, expect, test } from "vitest";
import { commandRules } from "../src/commands/command-rules.ts";
import { conversationRules } from "../src/conversation/conversation-rules.ts";
import { detectorRules } from "../src/detector-rules.ts";
import { injectionRules } from "../src/injection/injection-rules.ts";
import { compileTable, indexLiterals } from "../src/literal-table.ts";
import type { MatchResult } from "../src/rule.ts";
import { sqlRule } from "../src/sql/find-sql-injections.ts";
import { originalView } from "../src/views/view.ts";
import { hostileTexts, literalRules } from "./hostile-texts.ts";

// What an attacker can make a rule do is bounded, told here by counts; `hostile.torture.ts` measures it.

/** No rule looks further behind its literal, nor further before it. */
const [mostBehind, mostBefore] = [8_192, 128];
/** Rules that are asked at one character of a text, all literals that begin there together. */
const mostLooks = 2;

const fillers = [
  ...["a", "A", "1", "aB3dE5gH7jK9", " ", "\n", "-", "_", "=", '"', "'", ".", "/", ":", ",", "<", ">", "|", "\\"],
  ...["word ", "a.", "k=v&", "1 ", "(", ")", "a,b\n", '"k": "v", ', '="aB3dE5gH7jK9mN1p" '],
].map((piece) => piece.repeat(Math.ceil(mostBehind / piece.length)).slice(0, mostBehind));

describe("hostile texts", () => {
  test("are made of the literals of every rule but those that look for phrases, commands and steps", () => {
    const others = { ...injectionRules, ...commandRules, ...conversationRules, [sqlRule.id]: sqlRule };
    const covered = new Set([...literalRules, ...Object.values(others)].map(({ id }) => id));
    expect(detectorRules.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
    const made = new Set(hostileTexts.map(({ name }) => name));
    const missing = literalRules
      .flatMap(({ literals }) => literals)
      .filter((literal) => !made.has(`rule ${JSON.stringify(literal)}`));
    expect(missing).toEqual([]);
  });

  test("ask few rules a character", () => {
    let looks = 0;
    const counted = literalRules.map((rule) => ({
      ...rule,
      match: (): MatchResult => {
        looks += 1;
        return "none";
      },
    }));
    const index = indexLiterals({ rules: counted, phrases: [], signs: [] });
    const table = compileTable(index, { rules: counted, signs: 0, context: undefined });
    const length = 512;
    const asked = hostileTexts.map(({ name, make }) => {
      looks = 0;
      table.pass(originalView(make(length)), () => undefined);
      return { name, looks: looks / length };
    });
    expect(asked.filter((one) => one.looks > mostLooks)).toEqual([]);
  });
});

test.each(literalRules)("$id is decided by what stands near its literal", ({ literals, match }) => {
  const far = "x, y\n";
  for (const literal of literals) {
    for (const filler of fillers) {
      const near = filler.slice(0, mostBefore) + literal + filler;
      const hit = { text: near, start: mostBefore, end: mostBefore + literal.length, ended: false };
      const shifted = { text: far + near + far, start: hit.start + far.length, end: hit.end + far.length, ended: true };
      const answer = match(hit);
      expect(answer).not.toBe("more");
      expect(match(shifted)).toEqual(
        typeof answer === "object"
          ? { ...answer, start: answer.start + far.length, end: answer.end + far.length }
          : answer,
      );
    }
  }
});
