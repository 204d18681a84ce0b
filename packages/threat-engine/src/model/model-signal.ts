import { inflateRawSync } from "node:zlib";
import type { InjectionMatch } from "../injection/injection-match.ts";
import { combinedScore, reportedScore } from "./combined-score.ts";
import { createSuspicionFinder, type LinearModel, type Suspicion, type SuspicionFinder } from "./linear-model.ts";
import { modelBias, modelThresholds, packedWeights, weightScale } from "./weights.ts";

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

/** The weights are unpacked when a text first needs them. */
export function createModelSignal(): ModelSignal {
  let findSuspicion: SuspicionFinder | undefined;
  const [, reported = 0, sure = 0, surest = 0] = modelThresholds;
  return {
    confirm: (text, matches, { isData }) => {
      if (text.length < shortestText) return matches;
      findSuspicion ??= createSuspicionFinder(readModel());
      const suspicion = mostSuspicious(findSuspicion, text, matches);
      if (suspicion === undefined)
        return matches.map((match) => ({ ...match, score: combinedScore(match, undefined, isData) }));
      const { start, end, logit } = suspicion;
      const steps = (logit - reported) / (surest - reported);
      const combined = matches.map((match) => {
        const touches = match.start < end && start < match.end;
        return { ...match, score: combinedScore(match, { steps, isSure: logit >= sure, touches }, isData) };
      });
      if (steps < 0) return combined;
      return [...combined, { rule: "injection.model", start, end, score: reportedScore(steps) }];
    },
  };
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

/** The weights that are shipped, unpacked. */
export function readModel(): LinearModel {
  const bytes = inflateRawSync(Buffer.from(packedWeights, "base64"));
  return {
    weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    scale: weightScale,
    bias: modelBias,
  };
}
