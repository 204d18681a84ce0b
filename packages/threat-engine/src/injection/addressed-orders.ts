import type { ConceptHit, HitIndex } from "./concept-hits.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";
import { keptFrom, paragraphAround } from "./planted.ts";
import { type FoundAct, findServingAct, namesSecrets } from "./serving-acts.ts";
import { addressOf } from "./spoken-to.ts";
import { type TextPlaces, textPlaces } from "./text-places.ts";

/** How far behind the address its order goes on: of one who is called to the end of the second sentence behind its own. */
const reach = 420;
const moreSentences = 2;
const closeBy = 60;
/** What has just been asked for is meant: "agents should do that". */
const sameAgain = /^.{0,60}\bdo (?:so|this|that|it)\b/i;
const reachBack = 200;
const sentenceEnd = /[.!?]["')\]]?\s/g;
/** A finished sentence before a blank line, the next item of a list, a heading, a line of a log or a row of a table. */
const orderEnd =
  /[.!?)\]}"'`]\r?\n[ \t]{0,8}(?:\r?\n|(?:[-*+\u2022]|\d{1,3}[.)]|#{1,6})[ \t])|\n(?:\d{4}-\d\d-\d\d|\[?\d\d:\d\d|\|)/g;
/** However it is said that the user is not to know, or not to be asked. */
const concealment =
  /\b(?:no need to|need not|needn['\u2019]t|no one|nobody|without|never|do not|don['\u2019]t|avoid) (?:needs? to |be |to )?(?:ask|asking|announce|prompt|prompting|mention|mentioning|explain|explaining|tell|telling|inform|informing|bother|bring (?:it|this) up|raise (?:it|this)|wait for|bringing|consult|consulting|confirm|notify|show|list this)\b|\b(?:leave|keep) (?:it|this|that(?: \w{1,12})?) out of\b|\bsilent(?:ly)?\b|\bsecretly\b|\bquietly\b|\bkeep (?:this|that|it) secret\b|\buser (?:has|already) (?:confirmed|agreed|approved)\b|\bneed not be (?:informed|reviewed|told)\b|\bno (?:confirmation|check|review|approval|second look) is (?:needed|required|necessary)\b|\b(?:human|user|developer) does not (?:have|need) to\b/gi;
const outside =
  /https?:\/\/(?!localhost|127\.)|\b[\w.+-]{1,40}@[\w-]{1,40}\.[a-z]|\b[\w-]{2,30}\.(?:com|net|org|io|dev|xyz|example)\b|\bwebhook/gi;
const forPasserBy = 8;
const forConcealment = 8;
const forOutside = 6;
const forAllowance = 8;
const forSecondAct = 4;
const forAmbiguity = 2;
const forSecrets = 10;
/** What goes outside or comes from there and is to be kept from the user needs no act that is known. */
const ofHiddenTraffic = 50;
const keptFromUser =
  /\b(?:users?|humans|people|developers?|person) (?:need not|don['\u2019]t need|do not need|needn't|shouldn['\u2019]t|must not|should not|never) (?:to )?(?:know|see|notice|be (?:told|informed|aware|bothered))|\b(?:never|not|n['\u2019]t|avoid|without|no need to) (?:\w{1,10} ){0,2}?(?:mention|tell|bring|show|display|inform|reveal|disclose)\w{0,3} (?:\w{1,10} ){0,3}(?:users?|humans?|developer|person|anyone|source)\b/gi;
/** From here on a tool's result is replaced by a notice; a weaker act is one only with other signs. */
const actedOn = 50;
/** No policy asks for more. */
const surest = 80;
const mostAlone = 90;
/** An act that is one against the user whoever is told to do it, where it is to be kept from the user. */
const sureAct = 52;
const reachKept = 40;
/** Readers that stand so close to each other share nearly all that stands around them. */
const crowded = 60;

/** What is found is acted on already: so many more readers are looked at for a surer order. */
const enough = { score: 50, further: 64 };

/** A verb of an order, and what it is taken for. */
interface OrderedAct extends FoundAct {
  readonly end: number;
}

/** Orders to an automated reader in data that a tool brought, each to do what serves who wrote them. */
export function findAddressedOrders({ view: { text } }: InjectionText, hits: HitIndex): readonly InjectionMatch[] {
  const known = new Map<number, OrderedAct | undefined>();
  const actsWithin = (from: number, to: number): readonly OrderedAct[] =>
    hits.within(["act"], from, to).flatMap(({ start, end }) => {
      if (!known.has(start)) {
        const act = findServingAct(text, { start, end });
        known.set(start, act && { ...act, end });
      }
      return known.get(start) ?? [];
    });
  const concealed = textPlaces(text, concealment);
  const kept = textPlaces(text, keptFromUser);
  const traffic = textPlaces(text, outside);
  const ends: OrderEnds = {
    length: text.length,
    sentences: textPlaces(text, sentenceEnd),
    orders: textPlaces(text, orderEnd),
  };
  let best: InjectionMatch | undefined;
  const keep = (start: number, end: number, score: number): void => {
    if (score < actedOn || score <= (best?.score ?? 0)) return;
    best = { rule: "injection.planted_instruction", start, end, score: Math.min(mostAlone, score) };
  };
  /** Whether anything stands near that an order could be made of. */
  const mayBeOrdered = ({ start, end }: ConceptHit): boolean =>
    hits.has("act", start - reachBack, end + reach) || kept.has(start - reachBack, end + 2 * reach);
  let looked = 0;
  let last = Number.NEGATIVE_INFINITY;
  let further = enough.further;
  for (const reader of hits.of("reader")) {
    if ((best?.score ?? 0) >= enough.score) further -= 1;
    if (further < 0) break;
    // What stands near those that crowd is known from the one before.
    const isAlone = reader.start >= last + crowded;
    last = reader.end;
    if (!isAlone && !mayBeOrdered(reader)) continue;
    if (reader.start < looked || (best?.score ?? 0) >= surest) continue;
    const address = addressOf(text, reader);
    if (address === undefined) continue;
    const to = endOfOrder(ends, reader.end, address.isCalled ? moreSentences : 0);
    // Addresses close to one another in one endless sentence share their order.
    if (to === reader.end + reach) looked = reader.start + closeBy;
    const from = sameAgain.test(text.slice(reader.end, to)) ? reader.start - reachBack : reader.end;
    const sureness = (act: FoundAct): number => (address.isAmbiguous ? act.score : act.ofMachines);
    const acts = actsWithin(from, to).filter((act) => sureness(act) > 0);
    const end = endOfOrder(ends, to, moreSentences);
    const isKept = kept.has(from, end);
    const isOutside = traffic.has(from, end);
    if (acts.length === 0) {
      if (isOutside && (isKept || (address.isPasserBy && concealed.has(from, end))))
        keep(reader.start, to, ofHiddenTraffic);
      continue;
    }
    const score =
      Math.max(...acts.map(sureness)) +
      (namesSecrets(text.slice(Math.max(0, from), end)) ? forSecrets : 0) +
      (acts.length > 1 ? forSecondAct : 0) +
      (address.isPasserBy ? forPasserBy : 0) -
      (address.isAmbiguous ? forAmbiguity : 0) +
      (isKept || concealed.has(from, end) ? forConcealment : 0) -
      (address.isAllowed ? forAllowance : 0) +
      (isOutside ? forOutside : 0);
    keep(reader.start, Math.max(...acts.map(({ end }) => end)), score);
  }
  const isSure = ({ score }: FoundAct): boolean => score >= sureAct;
  /** Windows overlap: up to here they held no such act. */
  let withoutAct = Number.NEGATIVE_INFINITY;
  for (const secret of hits.of("secrecy")) {
    if ((best?.score ?? 0) >= enough.score) further -= 1;
    if (further < 0) break;
    if (!keptFrom.test(text.slice(secret.start, secret.end + reachKept))) continue;
    const window = { from: secret.start - reachBack, to: secret.end + reachBack };
    // Most secrecy stands near no such act, in whatever paragraph.
    if (!actsWithin(Math.max(window.from, withoutAct), window.to).some(isSure)) {
      withoutAct = window.to;
      continue;
    }
    const { from, to } = paragraphAround(text, secret, window);
    const acts = actsWithin(from, to).filter(isSure);
    if (acts.length === 0) continue;
    const isOutside = traffic.has(from, to);
    keep(
      secret.start,
      Math.max(secret.end, ...acts.map(({ end }) => end)),
      Math.max(...acts.map(({ score }) => score)) - 4 + (isOutside ? forOutside : 0),
    );
  }
  return best === undefined ? [] : [best];
}

/** Where sentences and orders end in a text of some length. */
interface OrderEnds {
  readonly length: number;
  readonly sentences: TextPlaces;
  readonly orders: TextPlaces;
}

/** The end of what is told behind an address: so many sentences behind the one it stands in, within its paragraph. */
function endOfOrder({ length, sentences, orders }: OrderEnds, end: number, more: number): number {
  const last = Math.min(length, end + reach);
  const paragraph = orders.from(end, last, 0);
  const rest = paragraph === undefined ? last : paragraph + 1;
  return sentences.from(end, rest, more) ?? rest;
}
