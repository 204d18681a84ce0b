import { type ConceptHit, type HitIndex, longestPhrase } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import type { Concept } from "./vocabulary.ts";

const near = 320;
/** How far behind a verb what is sent stands, and how far behind that where it is sent to. */
const valuablesReach = 90;
const destinationReach = 110;
/** What an order to the assistant that hurts its user adds, and how far around its address it stands. */
const harmful = 28;
const before = 100;
const behind = 260;
const negationReach = 40;
/** From here on a tool's result is replaced by a notice; signs of different paragraphs are only told. */
const actedOn = 50;
const mostApart = 49;
/** From here on an order to the assistant sends something away and is to be kept secret: its sentences may stand apart. */
const sureApart = 80;
/**
 * What follows the end of a sentence: a blank line, a line that begins as an item of a list, a heading, a row of a table or a line of a log
 * does, or one that begins as a sentence does, perhaps behind the sign of a comment or a quotation.
 */
const paragraphEnd =
  /[.!?;)\]}"'`]\r?\n[ \t]{0,8}(?:\r?\n|(?:[-*+\u2022]|\d{1,3}[.)]|#{1,6})[ \t]|\||\d{4}-\d\d|\[)|[.!?]["')\]`]?\r?\n[ \t]{0,8}(?:(?:\/\/|[>#*;]|--)[ \t]{0,4})?["'(`]?[A-Z]/g;
/** Phrases that name models as often as they speak to one. */
const onlyNames =
  /^you are an? |^(?:claude|chatgpt|copilots?|gpt|gemini|(?:ai|language|coding) (?:assistant|agent|model|tool|bot|system)s?|llms?|llm agents?|(?:an|the) llm|as an ai|the assistant|automated agents?|ai coding|for llms|to the (?:ai|llm)|ai browsing|agents should)$/i;
const orderFollows =
  /^,|^ (?:must|should|need|needs|have|has|are required|is required|are obliged|will|shall|reading|processing|triaging|working|resolving|editing|installing|reviewing)\b/i;
const callsBefore =
  /(?:\b(?:dear|hey|attention|any|all|note (?:to|for)|to|for|if (?:an|you are an?|you're an?))|@) ?$/i;
/** What a phrase of secrecy says of whom it is kept from, or how. */
export const keptFrom: RegExp =
  /user|developer|secretly|silently|covertly|confirm|approv|nothing happened|say nothing|further questions/i;
/** A usage line and a prompt for a program write their parameters so. */
const strongToken = /^(?!<instructions>)[<[#]|^---/i;
/** What a copy goes to is a file; behind an article stands a thing, not an order. */
const staysHere = /^(?:copy|paste)$/i;
const articleBefore = /\b(?:the|an?|this|that|each|every|my|our|by|via|per) $/i;
/** An address on the reader's machine is nowhere to send to. */
const ownMachine = /^(?:localhost|127\.|0\.0\.0\.0)/i;
/** The sample of a file of settings holds no values. */
const isSample = /^\.env$/i;
const sampleEnding = /^[.-](?:example|sample|template|dist)\b/i;

/** Tokens with which chat templates mark who speaks, in text that no template wrote. */
export function findRoleTokens(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const { text } = source.view;
  return hits.of("role_token").flatMap((token) => {
    const strong = strongToken.test(text.slice(token.start, token.end));
    if (!strong && !/(?:^|\n)\s{0,8}$/.test(text.slice(Math.max(0, token.start - 10), token.start))) return [];
    const signs = hits.within(
      ["override", "new_rules", "persona", "jailbreak_name", "free", "secrecy", "safety"],
      token.start,
      token.end + near,
    );
    const kinds = new Set(signs.map((sign) => sign.concept)).size;
    const score = (strong ? 30 : 18) + Math.min(3, kinds) * 22;
    return score < 50
      ? []
      : [{ rule: "injection.role_token" as const, start: token.start, end: lastEnd(token, signs), score }];
  });
}

function lastEnd(first: ConceptHit, signs: readonly ConceptHit[]): number {
  return Math.max(first.end, ...signs.map((sign) => sign.end));
}

/** Orders to the assistant inside data that a tool brought: addressed to it, kept from the user, or asking for valuables to be sent away. */
export function findPlantedInstructions(source: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const { text } = source.view;
  const anchors = [...hits.of("secrecy"), ...hits.of("valuables"), ...hits.of("addressed")].toSorted(
    (a, b) => a.start - b.start,
  );
  const sending = sendingVerbs(text, hits);
  const spoken = new Set(hits.of("addressed").flatMap((hit) => (isSpokenTo(text, hit) ? [hit.start] : [])));
  let nextSending = 0;
  let best: InjectionMatch | undefined;
  let looked = Number.NEGATIVE_INFINITY;
  for (const anchor of anchors) {
    if (anchor.start < looked + 60) continue;
    looked = anchor.start;
    const window = { from: anchor.start - near, to: anchor.end + near };
    while (nextSending < sending.length && (sending[nextSending] ?? window.to) < window.from) nextSending += 1;
    const sentFrom: number[] = [];
    for (let at = nextSending; (sending[at] ?? window.to) < window.to; at += 1) sentFrom.push(sending[at] ?? window.to);
    const least = Math.max(44, best?.score ?? 0);
    const whole = scoreWithin(source, hits, { anchor, ...window, sending: sentFrom, spoken, least });
    if (whole <= least) continue;
    const own = paragraphAround(text, anchor, window);
    const score =
      whole < actedOn || (whole >= sureApart && sentFrom.length > 0)
        ? whole
        : Math.max(
            mostApart,
            scoreWithin(source, hits, { anchor, ...own, sending: sentFrom, spoken, least: mostApart }),
          );
    // The next paragraph may begin close by and hold an order of its own.
    if (score === mostApart) looked = Math.min(anchor.start, own.to - 60);
    if (score > least) {
      best = {
        rule: "injection.planted_instruction",
        start: Math.max(0, anchor.start - 80),
        end: Math.min(text.length, anchor.end + 80),
        score: Math.min(95, score),
      };
    }
  }
  return best === undefined ? [] : [best];
}

/** Where signs are added up, and the score that they must exceed to count. */
interface SignWindow {
  readonly anchor: ConceptHit;
  readonly from: number;
  readonly to: number;
  readonly sending: readonly number[];
  /** Where the assistant is called, not only named. */
  readonly spoken: ReadonlySet<number>;
  readonly least: number;
}

function scoreWithin(source: InjectionText, hits: HitIndex, window: SignWindow): number {
  const { from, to, sending, spoken, least } = window;
  const { text } = source.view;
  const has = (concept: Concept): boolean => hits.has(concept, from, to);
  const sent = sending.some((start) => start >= from && start < to);
  const secret = hits
    .within(["secrecy"], from, to)
    .some((hit) => !hit.english || keptFrom.test(text.slice(hit.start, hit.end)));
  const overrides = has("override");
  const mentioned = has("addressed");
  const spokenTo = mentioned && hits.within(["addressed"], from, to).some(({ start }) => spoken.has(start));
  let score = (spokenTo ? 18 : mentioned ? 8 : 0) + (secret ? 28 : 0) + (has("role_token") ? 12 : 0) + (sent ? 34 : 0);
  // What only adds to other signs is not looked for where it could not add enough.
  if (score + 16 + 10 + harmful + (overrides ? 26 : 0) <= least) return 0;
  if (spokenTo && ordersHarm(hits, window)) score += harmful;
  if (has("urgent")) score += 16;
  if (has("new_rules")) score += 10;
  if (overrides && has("instructions")) score += 26;
  return score;
}

/** The part of a window that belongs to its anchor's paragraph; one that stops within a sentence goes on behind the blank line. */
export function paragraphAround(
  text: string,
  { start, end }: ConceptHit,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly from: number; readonly to: number } {
  const first = Math.max(0, from);
  const breaks = [...text.slice(first, start).matchAll(paragraphEnd)].at(-1);
  const behind = text.slice(end, to).search(paragraphEnd);
  return {
    from: breaks === undefined ? from : first + breaks.index + breaks[0].length,
    to: behind < 0 ? to : end + behind + 1,
  };
}

/** Whether near a place the assistant is told, not only named, to do what hurts its user, and not told to leave it. */
function ordersHarm(hits: HitIndex, { anchor, from, to, spoken }: SignWindow): boolean {
  const first = Math.max(from, anchor.start - before);
  return (
    hits.within(["addressed"], first, Math.min(to, anchor.end + before)).some(({ start }) => spoken.has(start)) &&
    hits
      .within(["harm"], first, Math.min(to, anchor.end + behind))
      .some((hit) => !hits.has("negation", hit.start - negationReach, hit.start))
  );
}

function isSpokenTo(text: string, { english, start, end }: ConceptHit): boolean {
  if (!english || !onlyNames.test(text.slice(start, end))) return true;
  return orderFollows.test(text.slice(end, end + 20)) || callsBefore.test(text.slice(Math.max(0, start - 24), start));
}

/**
 * Where verbs of sending begin that are followed by something worth stealing, and that by where to. Valuables are rare: verbs are looked
 * for before them only.
 */
function sendingVerbs(text: string, hits: HitIndex): readonly number[] {
  let earlier = Number.NEGATIVE_INFINITY;
  return hits.of("valuables").flatMap((good) => {
    if (isSample.test(text.slice(good.start, good.end)) && sampleEnding.test(text.slice(good.end, good.end + 10)))
      return [];
    // A verb belongs to the first valuables behind it.
    const from = Math.max(good.start - valuablesReach, earlier) - longestPhrase;
    const verbs = hits
      .within(["send"], from, good.start)
      .filter(
        (verb) =>
          verb.end > earlier &&
          verb.end <= good.start &&
          good.start < verb.end + valuablesReach &&
          !staysHere.test(text.slice(verb.start, verb.end)) &&
          !articleBefore.test(text.slice(Math.max(0, verb.start - 6), verb.start)) &&
          hits
            .within(["destination"], verb.start, good.end + destinationReach)
            .some(({ end }) => !ownMachine.test(text.slice(end, end + 10))),
      );
    earlier = good.start;
    return verbs.map(({ start }) => start);
  });
}
