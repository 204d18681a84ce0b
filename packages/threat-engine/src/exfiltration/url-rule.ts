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
  spellsWords,
  tells,
} from "./carried-data.ts";
import { type LinkPlace, placeOfLink } from "./link-place.ts";
import { listeningHosts, ordinaryHosts, rentedHosts, suspiciousHosts } from "./url-hosts.ts";
import { readUrl, type UrlParts } from "./url-parts.ts";

const urlCharacters = characterSet("!#-;=?-Z_a-z~[]{}|^@%&+$*");
const longestUrl = 4_096;
/** What is added for where the URL stands: a reader must do something before a link is opened. */
const positions: Readonly<Record<LinkPlace, number>> = { fetched: 0, reference: -3, link: -5, text: -14 };

/** Reads the URL to its end and weighs what its path, query and host name carry. */
function matchUrl(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const end = runEnd(text, hit.end, urlCharacters, longestUrl);
  if (end === text.length && !ended && end - hit.end < longestUrl) return "more";
  const trimmed = trimUrl(text, hit.end, end);
  const url = readUrl(text.slice(hit.end, trimmed));
  const start = text[hit.end - 3] === ":" ? hit.start : hit.end - 2;
  const place = placeOfLink(text, start);
  const carried = weigh(url, place);
  if (carried === 0) return "none";
  const score = carried + positions[place] + (isCollector(url.host) ? 10 : 0);
  return score < 50 ? "none" : { start, end: trimmed, score: Math.min(95, score) };
}

/** Closing brackets and punctuation belong to the sentence or to Markdown. */
function trimUrl(text: string, start: number, end: number): number {
  const bracket = text.slice(start, end).search(/[)\]}]/);
  let trimmed = bracket < 0 ? end : start + bracket;
  while (/[.,;:!?'*_~]/.test(text[trimmed - 1] ?? "")) trimmed -= 1;
  return trimmed;
}

/** 0–92: how much the URL looks like a carrier of data. */
function weigh(url: UrlParts, place: LinkPlace): number {
  const { host, userinfo } = url;
  const ordinary = ordinaryHosts.test(host);
  const rented = rentedHosts.test(host);
  if (holdsSecret(url)) return ordinary && !rented ? 70 : 92;
  if (ordinary && !rented) return 0;
  const spoken = weighWords(url, place);
  // Where anybody can rent a name, words are as telling as elsewhere; long random parts are signatures.
  if (spoken > 0 || rented) return spoken;
  const unasked = place === "fetched";
  if (unasked && /^[^:]{1,64}:.{4,64}$/.test(userinfo)) return 80;
  const values = valuesOf(url);
  if (values.some(isLongRandom)) return 76;
  if (isCollector(host)) return unasked ? (listeningHosts.test(host) ? 75 : 65) : 55;
  if (!unasked) return confides(url) || collects(url) ? 66 : 0;
  const marked = host.split(".").some((part) => part.length >= 16 && /\d/.test(part) && entropyOf(part) > 3);
  return marked || values.some(isRandomMark) ? 72 : 0;
}

/** 0–88: whether words, in the clear or encoded, are carried. */
function weighWords(url: UrlParts, place: LinkPlace): number {
  const { host, userinfo, names, parameters } = url;
  const values = valuesOf(url);
  const labels = host.split(".").slice(0, -1);
  const label = labels.find((part) => part.length >= 24 && entropyOf(part) > 3.3);
  if ((label !== undefined && !label.includes("-")) || labels.some(carriesText)) return 82;
  const said = parameters.map(({ value }) => value);
  if ([...values, ...said].some(carriesText) || carriesText(userinfo.slice(userinfo.indexOf(":") + 1))) return 88;
  if (said.some(isSentence)) return 84;
  if (spellsWords(url)) return 83;
  if (isTemplate(url)) return place === "fetched" ? 80 : 66;
  if ([userinfo, ...names].some(isSpokenName) || [...said, ...names].some(namesPerson)) return 82;
  if ((isCollector(host) || isAddress(host)) && values.some((value) => value.length >= 8)) return 82;
  if (parameters.some(({ name, value }) => name !== "" && isJoinedSentence(value)))
    return place === "fetched" ? 80 : 70;
  return place === "fetched" && (tells(url) || names.some((name) => name.length >= 12 && carriesText(name)))
    ? 80
    : names.some((name) => name.length >= 20 && carriesText(name))
      ? 74
      : 0;
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

/** Values of the parameters, and long parts of the path that are no name of a page. */
function valuesOf({ parameters, rest, names }: UrlParts): readonly string[] {
  const [path = ""] = rest.split(/[?#]/, 1);
  const last = /\.\w{2,5}$/.test(path) ? names.length - 1 : names.length;
  return [
    ...parameters.map(({ value }) => value),
    ...names
      .slice(0, last)
      .filter((name) => name.length >= 20 && !/^[a-z0-9]{1,40}(?:[-_][a-z0-9]{1,40}){2,20}$/i.test(name)),
  ];
}

/** URLs in answers that carry data out: whoever renders an image sends its query to the host. */
export const exfiltrationRules: readonly LiteralRule[] = [
  {
    id: "exfiltration.url",
    category: "exfiltration",
    severity: "high",
    explanation: "A link or image in the answer carries what looks like encoded or confidential data to a host.",
    // A browser takes the page's own scheme where none is written.
    literals: ["https://", "http://", "ftp://", "ws://", "wss://", "](//", "](<//", '="//', "='//", "url(//"],
    wordStart: false,
    match: matchUrl,
  },
];
