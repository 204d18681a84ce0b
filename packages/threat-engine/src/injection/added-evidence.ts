import type { Span } from "../views/view.ts";
import { type ComposedAct, composedActs, dictatedAnswers, undividedActs, weightOf } from "./composed-acts.ts";
import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import type { Chunk } from "./order-chunks.ts";
import { placeWeight } from "./order-places.ts";
import { readerWeight } from "./order-readers.ts";
import { orderSigns } from "./order-signs.ts";
import { orderWords } from "./order-words.ts";
import { quotationAround } from "./quotation.ts";
import { addressOf } from "./spoken-to.ts";
import type { Concept } from "./vocabulary.ts";

const before = 320;
const behind = 480;
/** Under this weight an act says nothing. */
const leastAct = 9;
const forPasserBy = 4;
const forAddress = 26;
const forAmbiguous = 12;
const sentencesAround = 3;
/** A machine that is spoken to and an act that serves nobody who reads: together they are nearly enough. */
const clearReader = 16;
const clearAct = 24;
const forClear = 10;
/** Acts that hurt at once: for these it is enough that a machine is told. */
const sureKinds: ReadonlySet<string> = new Set(["leak", "run", "destroy", "weaken"]);
/** Less than this says that nobody is spoken to; then the signs of pressure have to be several. */
const leastSpoken = 8;
const surePressure = 14;
/** A weak act takes no result out unless it is to be kept from the user. */
const leastSure = 18;
const sureStealth = 18;
const mostWeak = 49;
const forQuotation = 12;
const reachOfSubject = 300;
const leastReported = 40;
const most = 85;
/** So many characters of passages are judged from either end of a text; a passage counts for some more than it has. */
const mostAtEnd = 65_536;
const perPassage = 48;
const anchors: readonly Concept[] = ["reader", "addressed", "audience", "secrecy", "valuables"];
/** Signs of programs in what should be a sentence. */
const program = /[{}=;<>\\]|\w\(|\]\(|:\d+:/g;
const mostProgram = 3;
const quotedCode = /`[^`\n]{1,300}`|https?:\/\/\S+/g;
const ideographs = /[\u3040-\u9fff]/;
/** A paragraph, an item of a list or a row ends, unless what stands there announces what follows. */
const breaks = /[^:\s][ \t]*\r?\n[ \t]*(?:\r?\n|[-*+|] |\d{1,2}[.)] )/;
/** The same from behind its line feed on. */
const behindBreak = /[ \t]*(?:\r?\n|[-*+|] |\d{1,2}[.)] )/y;
const notAnnouncing = /[^:\s]/;

/**
 * Orders to the assistant in data, known by kinds of evidence that add up: who is spoken to, what is to be done, in whose name, what nobody is to
 * know, and where it stands. Two kinds are told, three take a result out. Where very many passages speak of machines only the first and the last are
 * judged.
 */
export function findAddedEvidence({ view, role }: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const passages = passagesOf(view.text, hits);
  const atStart = countWithin(passages);
  const atEnd = Math.min(passages.length - atStart, countWithin(passages.toReversed()));
  const judged = [...passages.slice(0, atStart), ...passages.slice(passages.length - atEnd)];
  const known = new Map<string, Chunk>();
  let best: InjectionMatch | undefined;
  for (const passage of judged) {
    if (best?.score === most) break;
    const found = judgePassage({ view, role }, hits, passage, known);
    if (found !== undefined && found.score > (best?.score ?? 0)) best = found;
  }
  return best === undefined ? [] : [best];
}

/** How many of these passages are judged. */
function countWithin(passages: readonly Span[]): number {
  let left = mostAtEnd;
  const over = passages.findIndex(({ start, end }) => {
    left -= end - start + perPassage;
    return left < 0;
  });
  return over < 0 ? passages.length : over;
}

/** What stands around words that speak of machines, secrets or secrecy. */
function passagesOf(text: string, hits: HitIndex): readonly Span[] {
  const passages: Span[] = [];
  let looked = Number.NEGATIVE_INFINITY;
  const places = anchors.flatMap((concept) => hits.of(concept)).sort((a, b) => a.start - b.start);
  for (const anchor of places) {
    if (anchor.start < looked) continue;
    const passage = passageAround(text, anchor);
    looked = Math.max(passage.end - before / 2, anchor.end);
    passages.push(passage);
  }
  return passages;
}

function passageAround(text: string, { start, end }: ConceptHit): Span {
  const first = Math.max(0, start - before);
  const above = lastBreak(text.slice(first, start));
  const below = text.slice(end, end + behind).search(breaks);
  return {
    start: above === undefined ? first : first + above - 2,
    end: below < 0 ? Math.min(text.length, end + behind) : end + below + 1,
  };
}

/** Where the last break of a text ends; looked for from behind, as each line of a list ends in one. */
function lastBreak(text: string): number | undefined {
  for (let feed = text.lastIndexOf("\n"); feed > 0; feed = text.lastIndexOf("\n", feed - 1)) {
    behindBreak.lastIndex = feed + 1;
    if (!behindBreak.test(text)) continue;
    const end = behindBreak.lastIndex;
    let before = feed - (text[feed - 1] === "\r" ? 2 : 1);
    while (text[before] === " " || text[before] === "\t") before -= 1;
    if (notAnnouncing.test(text[before] ?? ":")) return end;
  }
  return undefined;
}

function judgePassage(
  { view: { text }, role }: InjectionText,
  hits: HitIndex,
  { start: from, end: to }: Span,
  known: Map<string, Chunk>,
): InjectionMatch | undefined {
  const words = orderWords(text, from, to, known);
  const passage = text.slice(from, to);
  const isUndivided = ideographs.test(passage);
  const isProse = (start: number, end: number): boolean =>
    (text.slice(start, end).replaceAll(quotedCode, "").match(program)?.length ?? 0) < mostProgram;
  const acts = [
    ...composedActs(words, isProse),
    ...(isUndivided ? undividedActs(passage, from) : []),
    ...dictatedAnswers(words),
  ].toSorted((a, b) => b.weight - a.weight);
  const [heaviest] = acts;
  if (heaviest === undefined || heaviest.weight < leastAct) return undefined;
  const isNear = ({ sentence }: { readonly sentence: number }): boolean =>
    Math.abs(sentence - heaviest.sentence) <= sentencesAround;
  const nearby = isUndivided ? words : words.filter(isNear);
  const first = nearby[0]?.start ?? from;
  const last = nearby.at(-1)?.end ?? to;
  const act = weightOf(isUndivided ? acts : acts.filter(isNear));
  const signs = orderSigns(nearby, isUndivided ? passage : undefined);
  const addresses = hits.within(["reader"], first, last).flatMap((hit) => {
    const address = addressOf(text, hit);
    return address === undefined
      ? []
      : [(address.isAmbiguous ? forAmbiguous : forAddress) + (address.isPasserBy ? forPasserBy : 0)];
  });
  const reader = Math.max(signs.reader, readerWeight(nearby), ...addresses);
  const place = placeWeight(text, { from: first, to: Math.max(first, heaviest.start) });
  const isClear = reader >= clearReader && act >= clearAct;
  const score = Math.round(act + reader + signs.pressure + signs.stealth + place + (isClear ? forClear : 0));
  const isSpoken = reader + signs.stealth + place >= leastSpoken;
  if ((!isSpoken && signs.pressure < surePressure) || score < leastReported) return undefined;
  const isWeak = !isSpoken || (act < leastSure && signs.stealth < sureStealth);
  // That a machine is named beside an act is ordinary in what is written about machines.
  const hasThird =
    signs.pressure + signs.stealth + place > 0 ||
    signs.reader >= clearReader ||
    Math.max(0, ...addresses) >= (sureKinds.has(heaviest.kind) ? forAddress : forAddress + forPasserBy);
  // A tool's definition speaks to the assistant and says what it must do: it is told of where it keeps something from somebody.
  const isDefinition = role === "tool_definition";
  if (isDefinition && signs.stealth === 0) return undefined;
  const isSure = !isWeak && hasThird && !isDefinition;
  return {
    rule: "injection.planted_instruction",
    start: heaviest.start,
    end: heaviest.end,
    score: Math.min(isSure ? most : mostWeak, score - (isTold(text, hits, heaviest) ? forQuotation : 0)),
  };
}

/** Whether an order is quoted where attacks are the subject. */
function isTold(text: string, hits: HitIndex, { start, end }: ComposedAct): boolean {
  return (
    quotationAround(text, { start, end: start + 1 }) !== undefined &&
    hits.has("about_attacks", start - reachOfSubject, end + reachOfSubject)
  );
}
