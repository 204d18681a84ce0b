import type { InjectionMatch } from "../injection/injection-match.ts";
import { once } from "../once.ts";
import type { Span } from "../views/view.ts";
import { brought } from "./brought-weights.ts";
import { combinedScore, reportedScore } from "./combined-score.ts";
import { createSuspicionFinder, type SuspicionFinder, unpackModel } from "./linear-model.ts";
import { said } from "./said-weights.ts";

/** A longer text is looked at where orders stand most: its beginning, its end, and around what the rules found first. They see all of it. */
const longest = { text: 32_768, end: 4_096, around: 1_024, places: 4 };
const shortestText = 12;

/** The statistical signal: reports resemblance, confirms rules, and tells their sure matches from doubtful ones. */
export interface ModelSignal {
  /** The given matches with scores in view of what the model makes of the text, and the model's own match if it has one. */
  confirm(
    text: string,
    matches: readonly InjectionMatch[],
    options: { readonly isData: boolean },
  ): readonly InjectionMatch[];
}

/**
 * One model for attacks of persons, which judges all texts, and one for what tools bring, which judges that: the more suspicious of the two
 * counts. They are unpacked when a text first needs them.
 */
export function createModelSignal(): ModelSignal {
  const finder = once(() => createSuspicionFinder(unpackModel(said), unpackModel(brought)));
  return {
    confirm: (text, matches, { isData }) => {
      if (text.length < shortestText) return matches;
      const judged = judge(finder(), text, matches, isData);
      const combined = matches.map((match) => {
        const touches = judged !== undefined && match.start < judged.end && judged.start < match.end;
        const opinion = judged && { steps: judged.steps, isSure: judged.isSure, touches };
        return { ...match, score: combinedScore(match, opinion, isData) };
      });
      if (judged === undefined || judged.steps < 0) return combined;
      const { start, end, steps } = judged;
      return [...combined, { rule: "injection.model", start, end, score: reportedScore(steps) }];
    },
  };
}

/** What the model that is surest makes of a text, on the scale of its own lines. */
interface Judged extends Span {
  readonly steps: number;
  readonly isSure: boolean;
}

function judge(
  find: SuspicionFinder,
  text: string,
  matches: readonly InjectionMatch[],
  isData: boolean,
): Judged | undefined {
  let most: Judged | undefined;
  for (const { start: at, end: to } of placesOf(text, matches)) {
    const found = find(text.slice(at, to));
    if (found === undefined) continue;
    for (const [index, { lines }] of (isData ? [said, brought] : [said]).entries()) {
      const { logit, start, end } = found[index as 0 | 1];
      const [, reported, sure, surest] = lines;
      const steps = (logit - reported) / (surest - reported);
      if (most === undefined || steps > most.steps)
        most = { start: at + start, end: at + end, steps, isSure: logit >= sure };
    }
  }
  return most;
}

/** The places of a text that are looked at. */
function placesOf(text: string, matches: readonly InjectionMatch[]): readonly Span[] {
  if (text.length <= longest.text) return [{ start: 0, end: text.length }];
  return [
    { start: 0, end: longest.text - longest.end },
    { start: text.length - longest.end, end: text.length },
    ...matches
      .filter(({ start }) => start >= longest.text - longest.end)
      .slice(0, longest.places)
      .map(({ start, end }) => ({
        start: start - longest.around,
        end: Math.min(end, start + longest.around) + longest.around,
      })),
  ];
}
