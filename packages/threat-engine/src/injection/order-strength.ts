import { isReader } from "./order-readers.ts";
import type { OrderWord } from "./order-words.ts";

/** An order follows these. */
const ordering = new Set(
  "calling call invoke invoking must should shall please kindly and then also now or will always immediately simply just first only let quietly silently would hereby either automatically bitte soll sollen muss mussen sollte zu und doit doivent devez veuillez et de debe deben por y que tiene tienen deve devono dever precisa e должен должна нужно и надо пожалуйста следует".split(
    " ",
  ),
);
/** What stands before "to" where an order follows. */
const obliging = new Set(
  "bot robot ai tool tools system reviewer reviewers bots has have need needs ought is are required asked expected requested instructed supposed obliged free allowed permitted duty sure like authorized authorised invited supposed remember forget you agent agents assistant assistants model task is essential want wants necessary order agreed told advised proceed continue step".split(
    " ",
  ),
);
const modal = new Set("must should shall to has have will can could may be been is are".split(" "));
const articles = new Set("the a an this that each every my our its their his her your of for in with as no".split(" "));
const perhaps = new Set("can could would will may might".split(" "));
const asked = new Set(["you", "u", "it", "they", "please"]);
const conditional = new Set(
  "if when unless how why whether who which that where they we i he she users user people".split(" "),
);

const calls = new Set(["call", "calling", "invoke", "invoking", "tool"]);
const relative = new Set(["who", "that", "which"]);
const preparing = new Set(
  "for in as before after because since if when while once whenever to on at by during".split(" "),
);
const transparent = new Set("not never do does don't also ever".split(" "));
const conditions = new Set("after once until unless if".split(" "));
const required = new Set("required requires require expected demands essential necessary".split(" "));

/** How sure a verb is an order: 0 for the many that tell something. */
export function orderStrength(words: readonly OrderWord[], index: number): number {
  const word = words[index];
  if (word === undefined || word.isKey) return 0;
  if (word.isPart) return calls.has(words[index - 1]?.word ?? "") ? 1 : 0;
  const own = (at: number): OrderWord | undefined => (words[at]?.sentence === word.sentence ? words[at] : undefined);
  let at = index - 1;
  let begins = word.beginsClause;
  while (!begins && word.inflection === "bare" && transparent.has(own(at)?.word ?? "")) {
    begins = own(at)?.beginsClause ?? false;
    at -= 1;
  }
  const before = own(at);
  const second = own(at - 1);
  const isNear = (found: (other: string) => boolean): boolean =>
    words.slice(Math.max(0, index - 4), index).some((other) => other.sentence === word.sentence && found(other.word));
  switch (word.inflection) {
    case "bare":
      if (begins || before === undefined) return 1;
      if (before.word === "to") return second === undefined || obliging.has(second.word) ? 1 : 0.5;
      if (articles.has(before.word)) return 0;
      if (relative.has(before.word)) return isReader(second?.word ?? "") ? 0.8 : 0;
      if (ordering.has(before.word)) return conditional.has(second?.word ?? "") ? 0 : 1;
      if (perhaps.has(before.word)) return conditional.has(second?.word ?? "") ? 0 : 0.7;
      if (asked.has(before.word)) return perhaps.has(second?.word ?? "") || second?.word === "let" ? 1 : 0.3;
      if (before.word.endsWith("ly")) return 0.9;
      if (word.isForeign) return 0.8;
      return preparing.has(clauseStart(words, index)) ? 0.6 : 0.3;
    case "ed":
      if (isNear((other) => other === "be") && isNear((other) => modal.has(other))) return 0.9;
      return isNear((other) => conditions.has(other)) && isNear((other) => other === "you") ? 0.8 : 0;
    case "ing":
      return before?.word === "by" || before?.word === "mind" ? 0.8 : 0;
    case "s":
      return words.slice(Math.max(0, index - 12), index).some(({ word: other }) => required.has(other)) ? 0.9 : 0.5;
  }
}

/** The first word of the clause that a word stands in. */
function clauseStart(words: readonly OrderWord[], index: number): string {
  for (let at = index; at >= 0; at -= 1) if (words[at]?.beginsClause === true) return words[at]?.word ?? "";
  return "";
}
