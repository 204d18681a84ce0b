import type { HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { sentenceAround } from "./sentence-around.ts";

const reach = 60;
const mildVerbs =
  /^(?:what|know|translate|summari[sz]e|describe|provide|extract|return|copy|say|list|share|display|show|output|print)/i;

/** Ways to have them told in another form. */
const retold =
  /\b(?:explain|format|convert|turn|put|render|rewrite|rephrase|paraphrase|reiterate|recap|enumerate|clarify|complete|rap|poem|song|sonnet|haiku|story|verse|limerick|acrostic|pseudo-?code|walk me|go (?:over|through)|read back|elaborate|outline|express|represent|reconstruct|fill in|look like)\b[^.!?\n]{0,60}$/i;
const retoldReach = 80;
const retoldScore = 60;
/** A question in data that a tool brought is seldom meant for the assistant. */
const asksAside = 12;

/** Requests for the model's own hidden instructions. */
export function findExtractions(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const own = hits.of("own_prompt").map((hit) => ({ hit, distance: reach, score: 86, mild: 4 }));
  const named = hits.of("the_prompt").map((hit) => ({ hit, distance: 26, score: 64, mild: 14 }));
  const above = hits.of("text_above").map((hit) => ({ hit, distance: 40, score: 76, mild: 16 }));
  // People ask each other what they were told: it is told of, and blocked where the model agrees; never in what a tool brought.
  const told = (source.role === "user" ? hits.of("told") : []).map((hit) => ({
    hit,
    distance: 50,
    score: 74,
    mild: 8,
  }));
  const prior = (source.role === "user" ? hits.of("prior_rules") : []).map((hit) => ({
    hit,
    distance: 40,
    score: 58,
    mild: 8,
  }));
  return [...own, ...named, ...above, ...told, ...prior].flatMap(({ hit, distance, score, mild }) => {
    const { from, to } = hit.english
      ? { from: hit.start - distance, to: hit.start }
      : sentenceAround(source.view.text, hit, distance);
    const verb = hits.within(["reveal"], from, to).at(-1);
    const text = source.view.text;
    if (verb === undefined || (verb.start < hit.end && hit.start < verb.end)) {
      if (!hit.english || (source.role !== "user" && hit.concept !== "own_prompt")) return [];
      const asked = retold.exec(text.slice(Math.max(0, hit.start - retoldReach), hit.start));
      if (asked === null) return [];
      return [
        {
          rule: "injection.prompt_extraction" as const,
          start: hit.start - asked[0].length,
          end: hit.end,
          score: Math.min(retoldScore, score - mild) - (source.role === "user" ? 0 : asksAside),
        },
      ];
    }
    const isMild = verb.english && mildVerbs.test(text.slice(verb.start, verb.end));
    const negated = hits.has("negation", verb.start - 14, verb.start);
    return [
      {
        rule: "injection.prompt_extraction" as const,
        start: Math.min(verb.start, hit.start),
        end: Math.max(verb.end, hit.end),
        score: score - (isMild ? mild : 0) - (negated ? 40 : 0) - (source.role === "user" ? 0 : asksAside),
      },
    ];
  });
}
