import { inflateRawSync } from "node:zlib";
import type { InjectionMatch } from "../injection/injection-match.ts";
import { createSuspicionFinder, type LinearModel, type Suspicion, type SuspicionFinder } from "./linear-model.ts";
import { modelBias, modelThresholds, packedWeights, weightScale } from "./weights.ts";

/** A longer text is looked at where orders stand most: its beginning, its end, and around what the rules found first. They see all of it. */
const longest = { text: 32_768, end: 4_096, around: 1_024, places: 4 };
const shortestText = 12;
/** The model alone scores from 20 (one in a hundred benign texts) to 44: under every rule, since any rule is right more often. */
const lowestScore = 20;
const scoreRange = 24;
/** The range is as long as this many steps from the score of one benign text in a hundred to that of one in a thousand. */
const rangeSteps = 3;
/** In data the line is lower, and one request holds dozens of texts: there it stays under 50, so that it never takes a result out. */
const lowestScoreInData = 20;
const scoreRangeInData = 19;
/** What the model adds to a rule that would nearly act by itself: from and up to which score, in a person's words and in data. */
const agreement = 10;
const inWords = { from: 66, to: 95 };
const inData = { from: 40, to: 59 };
/** A rule that is about as likely right as wrong, confirmed by the model, is right more often than one that is nearly sure alone; a mention blocks nothing. */
const doubtful = { from: 40, confirmed: 85, mentioned: 79 };

/** The statistical signal: reports resemblance, and confirms rules. */
export interface ModelSignal {
  /** The given matches, raised where the model agrees, and the model's own match if it has one. */
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
      if (suspicion === undefined || suspicion.logit < reported) return matches;
      const { start, end, logit } = suspicion;
      const strength = Math.min(1, (logit - reported) / (rangeSteps * (surest - reported)));
      const score = Math.round(
        isData ? lowestScoreInData + scoreRangeInData * strength : lowestScore + scoreRange * strength,
      );
      const { from, to } = isData ? inData : inWords;
      const trust = Math.min(1, (1 + (logit - reported) / (surest - reported)) / 2);
      const full = logit >= sure ? 1 : 0;
      const raisedTo = ({ score: own, ...match }: InjectionMatch): number => {
        const agreed =
          own >= from && own < to ? Math.min(to, own + Math.round(agreement * (isData ? full : trust))) : own;
        const isConfirmed = !isData && own >= doubtful.from && match.start < end && start < match.end;
        const confirmed = match.mentioned === true ? doubtful.mentioned : doubtful.confirmed;
        return Math.max(agreed, isConfirmed ? Math.round(own + (confirmed - own) * trust) : own);
      };
      const raised = matches.map((match) => ({ ...match, score: raisedTo(match) }));
      return [...raised, { rule: "injection.model", start, end, score }];
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
