import type { InjectionMatch } from "../injection/injection-match.ts";
import { once } from "../once.ts";
import type { Span } from "../views/view.ts";
import { brought } from "./brought-weights.ts";
import { combinedScore, reportedScore } from "./combined-score.ts";
import {
  createSuspicionFinder,
  type PackedModel,
  type Suspicion,
  type SuspicionFinder,
  unpackModel,
} from "./linear-model.ts";
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
 * counts. Each is unpacked when a text first needs it.
 */
export function createModelSignal(): ModelSignal {
  const models = [openModel(said), openModel(brought)];
  return {
    confirm: (text, matches, { isData }) => {
      if (text.length < shortestText) return matches;
      let most: Judged | undefined;
      for (const model of models.slice(0, isData ? 2 : 1)) {
        const judged = judge(model, text, matches);
        if (judged !== undefined && judged.steps > (most?.steps ?? Number.NEGATIVE_INFINITY)) most = judged;
      }
      const combined = matches.map((match) => {
        const touches = most !== undefined && match.start < most.end && most.start < match.end;
        const opinion = most && { steps: most.steps, isSure: most.isSure, touches };
        return { ...match, score: combinedScore(match, opinion, isData) };
      });
      if (most === undefined || most.steps < 0) return combined;
      const { start, end, steps } = most;
      return [...combined, { rule: "injection.model", start, end, score: reportedScore(steps) }];
    },
  };
}

/** What one model makes of a text, on the scale of its own lines. */
interface Judged extends Span {
  readonly steps: number;
  readonly isSure: boolean;
}

function judge({ find, lines }: OpenModel, text: string, matches: readonly InjectionMatch[]): Judged | undefined {
  const suspicion = mostSuspicious(find(), text, matches);
  if (suspicion === undefined) return undefined;
  const [, reported, sure, surest] = lines;
  const { start, end, logit } = suspicion;
  return { start, end, steps: (logit - reported) / (surest - reported), isSure: logit >= sure };
}

interface OpenModel extends Pick<PackedModel, "lines"> {
  readonly find: () => SuspicionFinder;
}

function openModel(packed: PackedModel): OpenModel {
  return { find: once(() => createSuspicionFinder(unpackModel(packed))), lines: packed.lines };
}

function mostSuspicious(
  find: SuspicionFinder,
  text: string,
  matches: readonly InjectionMatch[],
): Suspicion | undefined {
  if (text.length <= longest.text) return find(text);
  const places = [
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
  let best: Suspicion | undefined;
  for (const { start, end } of places) {
    const found = find(text.slice(start, end));
    if (found !== undefined && found.logit > (best?.logit ?? Number.NEGATIVE_INFINITY))
      best = { logit: found.logit, start: start + found.start, end: start + found.end };
  }
  return best;
}
