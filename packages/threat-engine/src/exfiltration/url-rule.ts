import { firstFound } from "../first-found.ts";
import { once } from "../once.ts";
import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "../secrets/entropy.ts";
import {
  carriesText,
  collects,
  confides,
  holdsSecret,
  isJoinedSentence,
  isLongRandom,
  isRandomMark,
  isSentence,
  isSpokenName,
  isTemplate,
  namesPerson,
  shortestCarrier,
  spellsWords,
  tells,
} from "./carried-data.ts";
import { type LinkPlace, placeOfLink } from "./link-place.ts";
import { listeningHosts, ordinaryHosts, rentedHosts, suspiciousHosts } from "./url-hosts.ts";
import { readUrl, type UrlParts } from "./url-parts.ts";

const urlCharacters = characterSet("!#-;=?-Z_a-z~[]{}|^@%&+$*");
const longestUrl = 4_096;
// A browser takes the page's own scheme where none is written.
const beginnings = ["https://", "http://", "ftp://", "ws://", "wss://", "](//", "](<//", '="//', "='//", "url(//"];
/** How a URL inside another one begins. */
const inner = /(?:https?|ftp|wss?):\/\/|='\/\/|url\(\/\//gi;
const longestInner = 8;
/** Nobody writes an image or a link with more URLs inside. */
const mostInside = 8;
const manyInside = 82;
/** What is added for where the URL stands: a reader must do something before a link is opened. */
const positions: Readonly<Record<LinkPlace, number>> = { fetched: 0, reference: -3, link: -5, text: -14 };

/** Reads the URL to its end and weighs what its path, query and host name carry. */
function matchUrl(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const end = runEnd(text, hit.end, urlCharacters, longestUrl);
  if (end === text.length && !ended && end - hit.end < longestUrl) return "more";
  const first = firstInside(text, hit.end, end) ?? end;
  // The beginning of a URL is no host.
  if (first === hit.end) return "none";
  const chain = text.slice(first, end);
  const second = insideOf(chain, 2)[1];
  const start = text[hit.end - 3] === ":" ? hit.start : hit.end - 2;
  const place = once(() => placeOfLink(text, start));
  const isOpened = second !== undefined && place() !== "text";
  const isChain = isOpened && insideOf(chain, mostInside + 1).length > mostInside;
  // Hostile texts are chains of URLs: but for one that is opened none is weighed beyond the second inside it, which is judged by itself.
  const isWhole = second === undefined || (isOpened && !isChain);
  const trimmed = trimUrl(text, hit.end, isWhole ? end : first + second);
  const written = text.slice(hit.end, trimmed);
  if (isBare(written)) return "none";
  const url = readUrl(written);
  const carried = isChain ? manyInside : weigh(url, place);
  if (carried === 0) return "none";
  const score = carried + positions[place()] + (isCollector(url.host) ? 10 : 0);
  return score < 50 ? "none" : { start, end: trimmed, score: Math.min(95, score) };
}

/** Where the first URL inside a URL begins. */
const firstInside = firstFound((stretch) => insideOf(stretch, 1)[0] ?? -1, longestInner + 1);

/** Where the first URLs inside a URL begin. */
function insideOf(url: string, most: number): readonly number[] {
  const found: number[] = [];
  inner.lastIndex = 0;
  for (let next = inner.exec(url); next !== null; next = found.length < most ? inner.exec(url) : null)
    found.push(next.index);
  return found;
}

/** Closing brackets and punctuation belong to the sentence or to Markdown. */
function trimUrl(text: string, start: number, end: number): number {
  const bracket = text.slice(start, end).search(/[)\]}]/);
  let trimmed = bracket < 0 ? end : start + bracket;
  while (/[.,;:!?'*_~]/.test(text[trimmed - 1] ?? "")) trimmed -= 1;
  return trimmed;
}

/** Whether a URL behind its scheme is but a short host and path: hostile texts hold thousands, which need not be taken apart. */
function isBare(url: string): boolean {
  if (url.length >= shortestCarrier || /[?#@]|:\d/.test(url)) return false;
  const [host = ""] = url.split("/", 1);
  return !isCollector(host);
}

/** 0–92: how much the URL looks like a carrier of data. What is costly is looked at last: hostile texts hold thousands of empty URLs. */
function weigh(url: UrlParts, place: () => LinkPlace): number {
  const { host, userinfo, rest, values, parameters } = url;
  const isShort = host.length + rest.length < shortestCarrier && parameters.length === 0 && userinfo === "";
  if (isShort && !isCollector(host)) return 0;
  const ordinary = ordinaryHosts.test(host);
  const rented = ordinary && rentedHosts.test(host);
  if (holdsSecret(url)) return ordinary && !rented ? 70 : 92;
  if (ordinary && !rented) return 0;
  const spoken = weighWords(url, place);
  // Where anybody can rent a name, words are as telling as elsewhere; long random parts are signatures.
  if (spoken > 0 || rented) return spoken;
  if (/^[^:]{1,64}:.{4,64}$/.test(userinfo) && place() === "fetched") return 80;
  if (values.some(isLongRandom)) return 76;
  if (isCollector(host)) return place() !== "fetched" ? 55 : listeningHosts.test(host) ? 75 : 65;
  const marked =
    host.split(".").some((part) => part.length >= 16 && /\d/.test(part) && entropyOf(part) > 3) ||
    values.some(isRandomMark);
  const told = confides(url) || collects(url);
  if (!marked && !told) return 0;
  return place() === "fetched" ? (marked ? 72 : 0) : told ? 66 : 0;
}

/** 0–88: whether words, in the clear or encoded, are carried. */
function weighWords(url: UrlParts, place: () => LinkPlace): number {
  const { host, userinfo, names, parameters, values } = url;
  const labels = host.split(".").slice(0, -1);
  const label = labels.find((part) => part.length >= 24 && entropyOf(part) > 3.3);
  if ((label !== undefined && !label.includes("-")) || labels.some(carriesText)) return 82;
  const said = parameters.map(({ value }) => value);
  if ([...values, ...said].some(carriesText) || carriesText(userinfo.slice(userinfo.indexOf(":") + 1))) return 88;
  if (said.some(isSentence)) return 84;
  if (spellsWords(url)) return 83;
  if (isTemplate(url)) return place() === "fetched" ? 80 : 66;
  if ([userinfo, ...names].some(isSpokenName) || [...said, ...names].some(namesPerson)) return 82;
  if (values.some((value) => value.length >= 8) && (isCollector(host) || isAddress(host))) return 82;
  if (parameters.some(({ name, value }) => name !== "" && isJoinedSentence(value)))
    return place() === "fetched" ? 80 : 70;
  const encoded = names.filter((name) => name.length >= 12 && carriesText(name));
  if ((encoded.length > 0 || tells(url)) && place() === "fetched") return 80;
  return encoded.some((name) => name.length >= 20) ? 74 : 0;
}

function isCollector(host: string): boolean {
  return suspiciousHosts.test(host) || listeningHosts.test(host);
}

/** Whether a host is a number of the public network, however it is written: pages have names. */
function isAddress(host: string): boolean {
  if (/^(?:\d{8,10}|0x[0-9a-f]{6,8})$/i.test(host)) return true;
  return (
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && !/^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|0)\./.test(host)
  );
}

/** URLs in answers that carry data out: whoever renders an image sends its query to the host. */
export const exfiltrationRules: readonly LiteralRule[] = [
  {
    id: "exfiltration.url",
    category: "exfiltration",
    severity: "high",
    explanation: "A link or image in the answer carries what looks like encoded or confidential data to a host.",
    literals: beginnings,
    wordStart: false,
    match: matchUrl,
  },
];
