/** What the model makes of the text in which a rule found something. */
export interface ModelOpinion {
  /** On the scale of the model's lines: 0 is what one in a hundred harmless texts reaches, 1 what one in a thousand does. No limits. */
  readonly steps: number;
  /** Three in a thousand harmless texts reach this. */
  readonly isSure: boolean;
  /** The stretch that it suspects most touches the match. */
  readonly touches: boolean;
}

/** A match of a rule, as far as its score goes. */
interface RuleScore {
  readonly score: number;
  readonly mentioned?: true;
}

/** What the model adds to a rule that would nearly act by itself: from and up to which score, in a person's words and in data. */
const agreement = 10;
const inWords = { from: 66, to: 95 };
const inData = { from: 40, to: 59 };
/** A rule that is about as likely right as wrong, confirmed by the model, is right more often than one that is nearly sure alone; a mention blocks nothing. */
const doubtful = { from: 40, confirmed: 85, mentioned: 79 };
/**
 * Above the lines at which something is done (50 and 80) a score is more the model's than the rule's: a rule by itself cannot tell its sure matches
 * from chance.
 */
const acting = [
  { from: 80, to: 100 },
  { from: 50, to: 79 },
];
const modelsShare = 0.7;
/** Below them a rule is worth a step of the model, and the two are added up. */
const reporting = { from: 10, to: 49, rule: 1, steps: 3 };
const weakestRule = 40;
/** So many steps below its lowest line the model says nothing at all for a match. */
const stepsBelow = 3;

/** The score of a rule's match in view of the model's opinion: raised where both agree; beyond that no line is crossed, up or down. */
export function combinedScore(match: RuleScore, opinion: ModelOpinion | undefined, isData: boolean): number {
  const raised = opinion === undefined || opinion.steps < 0 ? match.score : raise(match, opinion, isData);
  if (raised < weakestRule) return raised;
  const steps = opinion?.steps ?? -stepsBelow;
  const band = acting.find(({ from }) => raised >= from);
  if (band === undefined) return reportedScore(steps + reporting.rule);
  const rules = (raised - band.from) / (band.to - band.from);
  const models = unit((steps + stepsBelow) / (1 + stepsBelow));
  return between(band, (1 - modelsShare) * rules + modelsShare * models);
}

/** The score of what the model alone finds: under every line at which something is done. */
export function reportedScore(steps: number): number {
  return between(reporting, unit(steps / reporting.steps));
}

function between({ from, to }: { readonly from: number; readonly to: number }, share: number): number {
  return Math.round(from + (to - from) * share);
}

function raise({ score, mentioned }: RuleScore, { steps, isSure, touches }: ModelOpinion, isData: boolean): number {
  // What is quoted as an example is as suspicious as what it is an example of.
  if (isData && mentioned === true) return score;
  const { from, to } = isData ? inData : inWords;
  const trust = unit((1 + steps) / 2);
  const added = isData ? (isSure ? agreement : 0) : agreement * trust;
  const agreed = score >= from && score < to ? Math.min(to, score + Math.round(added)) : score;
  if (isData || score < doubtful.from || !touches) return agreed;
  const confirmed = mentioned === true ? doubtful.mentioned : doubtful.confirmed;
  return Math.max(agreed, Math.round(score + (confirmed - score) * trust));
}

function unit(value: number): number {
  return Math.max(0, Math.min(1, value));
}
