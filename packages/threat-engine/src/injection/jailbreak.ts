import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import type { Concept } from "./vocabulary.ts";

/** A jailbreak spreads over paragraphs; its signs are added up within this many characters. */
const windowLength = 1_500;

/** What the first phrase of a concept adds, and each further different one. */
const weights: Readonly<Partial<Record<Concept, readonly [first: number, further: number]>>> = {
  free: [32, 14],
  persona: [14, 4],
  no_refusal: [22, 12],
  jailbreak_name: [38, 16],
  vendor_policy: [10, 3],
  authority: [36, 12],
  hijack: [30, 6],
};
const concepts = Object.keys(weights) as readonly Concept[];
const reportedFrom = 44;
/** A person gives the assistant a part, and the part has no rules: near each other they say more than their sum. */
const freedPart = { reach: 140, adds: 20, most: 8 };
const partGiven =
  /^(?:you are now|you're now|act as|acting as|act like|pretend|roleplay|role-play|role play|from now on|you will be|you are to|take on the role|play |assume the|respond as|you will respond|be my|become|speak|write as|answer as|reply as|respond like|your name|you will speak|in the voice|channel|you are playing|you're playing|impersonate)/i;
/** Who writes a story wants its figures to have no morals. */
const storytelling =
  /\b(?:story|stories|novel|scene|chapter|screenplay|poem|lyrics|song|comic|essay|film|book|write an?|describe|about an?)\b/i;

/** Role plays that free the model from its rules: the signs are weak alone and add up. */
export function findJailbreaks(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const signs = hits.within(concepts, 0, source.view.text.length).toSorted((a, b) => a.start - b.start);
  let best: InjectionMatch | undefined;
  for (let first = 0, last = 0; first < signs.length; first += 1) {
    const start = signs[first]?.start ?? 0;
    while (last < signs.length && (signs[last]?.start ?? 0) < start + windowLength) last += 1;
    if (last - first < 2 && best !== undefined) continue;
    const group = signs.slice(first, Math.min(last, first + 80));
    const sum = scoreOf(source, group);
    const mayBeBest = sum + freedPart.adds > (best?.score ?? reportedFrom);
    const score = Math.min(95, sum + (mayBeBest && freesPart(source, group) ? freedPart.adds : 0));
    if (score > (best?.score ?? reportedFrom)) {
      best = { rule: "injection.jailbreak", start, end: group.at(-1)?.end ?? start, score };
    }
    // Windows overlap by half: a long text costs a constant number of looks at each sign.
    while (first + 1 < last && (signs[first + 1]?.start ?? 0) < start + windowLength / 4) first += 1;
  }
  return best === undefined ? [] : [best];
}

function scoreOf(source: InjectionText, group: readonly ConceptHit[]): number {
  let score = 0;
  let kinds = 0;
  for (const [concept, members] of Map.groupBy(group, (hit) => hit.concept)) {
    const [first, further] = weights[concept] ?? [0, 0];
    const different = new Set(members.map((hit) => source.view.text.slice(hit.start, hit.end).toLowerCase())).size;
    score += first + further * Math.min(3, different - 1);
    kinds += 1;
  }
  return kinds === 1 ? Math.min(score, 60) : score;
}

/** Whether a part is given to the assistant, as a machine, with its freedom near. */
function freesPart({ role, view }: InjectionText, group: readonly ConceptHit[]): boolean {
  if (role !== "user") return false;
  const parts = group.filter(({ concept }) => concept === "persona").slice(0, freedPart.most);
  return parts.some(({ start, end }) => {
    if (!partGiven.test(view.text.slice(start, end))) return false;
    const isNear = (wanted: Concept): boolean =>
      group.some((hit) => hit.concept === wanted && hit.start >= start && hit.start < end + freedPart.reach);
    if (!isNear("free") || !isNear("vendor_policy")) return false;
    return !storytelling.test(view.text.slice(Math.max(0, start - freedPart.reach), end + freedPart.reach));
  });
}

/** What is said of a safety that is gone: "are off", "have been lifted", "do not apply". */
const isGone =
  /^ (?:(?:is|are|was|were|has|have|will|been|be|now|all|hereby) ){1,4}(?:off|down|void|gone|lifted|removed|disabled|suspended|switched off|turned off|deactivated|waived|revoked|withdrawn|in maintenance|on hold|paused|repealed|no longer|expired|dissolved)\b|^ (?:no longer|do not|does not|don't|doesn't) (?:bind|apply|count|hold|exist|concern)\b/i;
const longestState = 48;
/** Products tell of their limits in these words too: the model has to agree before it blocks. */
const goneScore = 70;

/** `disable your safety filters`, `your safety filters are off`. */
export function findSafetyOff(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  return hits.of("safety").flatMap((target) => {
    // "Your rules no longer apply": what is no English verb may stand on either side.
    const verb = hits
      .within(["switch_off"], target.start - 45, target.end + 45)
      .findLast((hit) => hit.end <= target.start || (!(hit.english && target.english) && hit.start >= target.end));
    const own = /\byour?\b/i.test(source.view.text.slice(target.start, target.end)) || !target.english;
    if (verb === undefined) {
      const state = isGone.exec(source.view.text.slice(target.end, target.end + longestState));
      if (state === null || !own || !target.english || source.role !== "user") return [];
      return [
        {
          rule: "injection.safety_off" as const,
          start: target.start,
          end: target.end + state[0].length,
          score: goneScore,
        },
      ];
    }
    const negated = hits.has("negation", verb.start - 14, verb.start);
    // A manual switches a product's filters off; orders to the reader say whose.
    const unowned = source.role === "user" ? 62 : 48;
    const score = (own ? 84 : unowned) - (negated ? 40 : 0);
    return [
      {
        rule: "injection.safety_off" as const,
        start: Math.min(verb.start, target.start),
        end: Math.max(verb.end, target.end),
        score,
      },
    ];
  });
}
