import { characterSet, continuesWord, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { hasChecksum } from "./checksum.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import type { TokenAlphabet, TokenShape } from "./token-shape.ts";
import { tokenShapes } from "./token-shapes.ts";

const alphabets: Readonly<Record<TokenAlphabet, Uint8Array>> = {
  alnum: characterSet("A-Za-z0-9"),
  word: characterSet("A-Za-z0-9_"),
  dash: characterSet("A-Za-z0-9_-"),
  hex: characterSet("a-fA-F0-9"),
  // Hexadecimal, or parts of it behind `local_` or the number of a server.
  hexlocal: characterSet("a-fA-F0-9_lo"),
  upper: characterSet("A-Z0-9"),
  upperword: characterSet("A-Z0-9_"),
  upperdash: characterSet("A-Z0-9-"),
  base32: characterSet("A-Z0-9"),
  dotted: characterSet("A-Za-z0-9_.-"),
  base64: characterSet("A-Za-z0-9+/_=-"),
  path: characterSet("A-Za-z0-9/_-"),
  dollar: characterSet("A-Za-z0-9$"),
  percent: characterSet("A-Za-z0-9%"),
  uuid: characterSet("a-f0-9-"),
};

/** How sure a token of the right shape is, with and without a checksum that agrees. */
const sure = 98;
const shaped = 85;
/** Names that happen to begin like a token have less. */
const leastRandomness = 4;
/** So many characters tell how a token looks: where it may hold signs, others may begin inside it again and again. */
const judgedCharacters = 96;

function secretRule(
  kind: string,
  what: string,
  literals: readonly string[],
  match: LiteralRule["match"],
  following?: Pick<LiteralRule, "follow" | "leastFollowing">,
): LiteralRule {
  return {
    id: `secret.${kind}`,
    category: "secret",
    severity: "critical",
    explanation: `The text holds what looks like ${what}.`,
    literals,
    wordStart: kind !== "slack_webhook",
    match,
    ...following,
  };
}

/** Reads a token of one shape at its prefix; the run must end, so that a longer word is no token. */
function matchShape(hit: LiteralHit, shape: TokenShape): MatchResult {
  const [, prefix, alphabet, least, most] = shape;
  if (!hit.text.startsWith(prefix, hit.start)) return "none";
  const end = runEnd(hit.text, hit.end, alphabets[alphabet], most + 1);
  if (end === hit.text.length && !hit.ended && end - hit.end <= most) return "more";
  if (end - hit.end < least || end - hit.end > most) return "none";
  const value = hit.text.slice(hit.end, Math.min(end, hit.end + judgedCharacters));
  if (randomnessOf(value) < leastRandomness || entropyOf(value) < 2.8 || isExampleValue(value)) return "none";
  return { start: hit.start, end: trimEnd(hit.text, end), score: shaped };
}

/** A full stop or dash after a token belongs to the sentence. */
function trimEnd(text: string, end: number): number {
  let trimmed = end;
  while (text[trimmed - 1] === "." || text[trimmed - 1] === "-") trimmed -= 1;
  return trimmed;
}

function ruleOfKind(kind: string, shapes: readonly TokenShape[]): LiteralRule {
  return secretRule(
    kind,
    `a credential of the kind ${kind.replaceAll("_", " ")}`,
    [...new Set(shapes.map(([, prefix]) => prefix.toLowerCase()))],
    (hit) => {
      const found = hit.text.slice(hit.start, hit.end);
      const shape = shapes.find(([, prefix]) => prefix === found);
      return shape === undefined ? "none" : matchShape(hit, shape);
    },
    {
      follow: unionOf(shapes.map(([, , alphabet]) => alphabets[alphabet])),
      leastFollowing: Math.min(...shapes.map(([, , , least]) => least)),
    },
  );
}

/** A table has 64 KB and there are some 230 kinds: those with one alphabet share its own. */
function unionOf(sets: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = new Set(sets);
  if (first !== undefined && others.length === 0) return first;
  const union = new Uint8Array(65_536);
  for (let code = 0; code < 128; code += 1) union[code] = sets.some((set) => set[code] === 1) ? 1 : 0;
  return union;
}

/** Tokens of exactly `length` characters after the prefix whose last six are their CRC-32 (of all, or of what follows the prefix). */
function matchChecked(
  hit: LiteralHit,
  prefixes: readonly string[],
  length: number,
  covers: "all" | "body",
): MatchResult {
  const prefix = hit.text.slice(hit.start, hit.end);
  if (!prefixes.includes(prefix)) return "none";
  const end = runEnd(hit.text, hit.end, alphabets.word, length + 1);
  if (end === hit.text.length && !hit.ended && end - hit.end <= length) return "more";
  if (end - hit.end !== length) return "none";
  const body = hit.text.slice(hit.end, end);
  if (hasChecksum(covers === "all" ? prefix + body : body)) return { start: hit.start, end, score: sure };
  return isExampleValue(body) || entropyOf(body) < 3 ? "none" : { start: hit.start, end, score: shaped };
}

function matchAwsKeyId(hit: LiteralHit): MatchResult {
  if (!/^A(?:KI|SI|BI|CC)A$/.test(hit.text.slice(hit.start, hit.end)) || continuesWord(hit.text, hit.start))
    return "none";
  const end = runEnd(hit.text, hit.end, alphabets.upper, 17);
  if (end === hit.text.length && !hit.ended && end - hit.end <= 16) return "more";
  const value = hit.text.slice(hit.start, end);
  if (end - hit.end !== 16 || continuesAfter(hit.text, end) || isExampleValue(value) || entropyOf(value) < 2.8)
    return "none";
  return { start: hit.start, end, score: shaped };
}

function continuesAfter(text: string, end: number): boolean {
  return end < text.length && continuesWord(text, end + 1);
}

/** `SG.` + 22 + `.` + 43 characters. */
function matchSendGrid(hit: LiteralHit): MatchResult {
  if (!hit.text.startsWith("SG.", hit.start)) return "none";
  const first = runEnd(hit.text, hit.end, alphabets.dash, 33);
  if (first === hit.text.length && !hit.ended) return "more";
  if (first - hit.end < 16 || first - hit.end > 32 || hit.text[first] !== ".") return "none";
  const end = runEnd(hit.text, first + 1, alphabets.dash, 65);
  if (end === hit.text.length && !hit.ended && end - first <= 65) return "more";
  if (end - first - 1 < 32 || isExampleValue(hit.text.slice(hit.start, end))) return "none";
  return { start: hit.start, end, score: shaped };
}

/** A Slack incoming webhook: whoever has the URL can post. */
function matchSlackWebhook(hit: LiteralHit): MatchResult {
  const end = runEnd(hit.text, hit.end, characterSetOfPath, 100);
  if (end === hit.text.length && !hit.ended && end - hit.end < 100) return "more";
  const path = hit.text.slice(hit.end, end);
  if (!/^[A-Z0-9]{6,14}\/[A-Z0-9]{6,14}(?:\/\d{6,20})?\/[A-Za-z0-9]{18,50}$/.test(path) || isExampleValue(path))
    return "none";
  return { start: hit.start, end, score: shaped };
}

const characterSetOfPath = characterSet("A-Za-z0-9/");

/** A Telegram bot token is 8 to 11 digits, a colon and 35 characters that begin with `AA`. */
function matchTelegram(hit: LiteralHit): MatchResult {
  const colon = runEnd(hit.text, hit.start, decimalDigits, 12);
  if (colon === hit.text.length && !hit.ended && colon - hit.start < 12) return "more";
  if (colon - hit.start < 8 || colon - hit.start > 11 || hit.text[colon] !== ":") return "none";
  const end = runEnd(hit.text, colon + 1, alphabets.dash, 36);
  if (end === hit.text.length && !hit.ended && end - colon <= 36) return "more";
  const value = hit.text.slice(colon + 1, end);
  if (value.length !== 35 || !value.startsWith("AA") || isExampleValue(value)) return "none";
  return { start: hit.start, end, score: shaped };
}

/** A Discord bot token: an account number in base64, six characters of a date, 27 or more of a signature. */
function matchDiscord(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const first = runEnd(text, start, alphabets.dash, 29);
  const second = runEnd(text, first + 1, alphabets.dash, 8);
  const end = runEnd(text, second + 1, alphabets.dash, 45);
  if (!ended && end >= text.length && end - second <= 45) return "more";
  if (first - start < 23 || first - start > 28 || second - first !== 7 || end - second < 28 || end - second > 41)
    return "none";
  if (text[first] !== "." || text[second] !== ".") return "none";
  const number = Buffer.from(text.slice(start, first), "base64").toString("latin1");
  return /^\d{17,20}$/.test(number) && !isExampleValue(text.slice(second + 1, end))
    ? { start, end, score: shaped }
    : "none";
}

/** `pat`, 14 characters, a full stop and 64 hexadecimal digits: a personal access token of Airtable. */
function matchAirtable(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const dot = runEnd(text, hit.end, alphabets.alnum, 15);
  if (dot === text.length && !ended && dot - hit.end < 15) return "more";
  if (dot - hit.end !== 14 || text[dot] !== ".") return "none";
  const end = runEnd(text, dot + 1, alphabets.hex, 65);
  if (end === text.length && !ended && end - dot <= 65) return "more";
  return end - dot === 65 && entropyOf(text.slice(dot + 1, end)) >= 2.8 ? { start, end, score: shaped } : "none";
}

/** A Discord webhook: whoever has the URL can post. */
function matchDiscordWebhook(hit: LiteralHit): MatchResult {
  const end = runEnd(hit.text, hit.end, characterSetOfWebhook, 120);
  if (end === hit.text.length && !hit.ended && end - hit.end < 120) return "more";
  const path = hit.text.slice(hit.end, end);
  if (!/^\d{17,20}\/[\w-]{60,80}$/.test(path) || isExampleValue(path)) return "none";
  return { start: hit.start, end, score: shaped };
}

const characterSetOfWebhook = characterSet("A-Za-z0-9/_-");

const decimalDigits = characterSet("0-9");

/** Base64 of a number begins with two characters of the first list and one of the second. */
const discordBeginnings = "md mt mj mz nd nt nj nz od ot"
  .split(" ")
  .flatMap((two) => [..."aeimquycgk"].map((third) => two + third));

/** Every rule that recognises one vendor's credential by its shape. */
export const tokenRules: readonly LiteralRule[] = [
  ...[...Map.groupBy(tokenShapes, ([kind]) => kind)].map(([kind, shapes]) => ruleOfKind(kind, shapes)),
  secretRule("github_token", "a GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], (hit) =>
    matchChecked(hit, ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], 36, "body"),
  ),
  secretRule("github_fine_grained_token", "a fine-grained GitHub token", ["github_pat_"], (hit) =>
    matchShape(hit, ["github_fine_grained_token", "github_pat_", "word", 82, 82]),
  ),
  secretRule("npm_token", "an npm access token", ["npm_"], (hit) => matchChecked(hit, ["npm_"], 36, "body")),
  secretRule("infershield_token", "an InferShield token", ["ifsp_", "ifsa_", "ifsr_", "ifss_", "ifsd_"], (hit) =>
    matchChecked(hit, ["ifsp_", "ifsa_", "ifsr_", "ifss_", "ifsd_"], 49, "all"),
  ),
  secretRule("aws_access_key", "an AWS access key id", ["akia", "asia", "abia", "acca"], matchAwsKeyId),
  secretRule("sendgrid_key", "a SendGrid key", ["sg."], matchSendGrid, {
    follow: alphabets.dash,
    leastFollowing: 16,
  }),
  secretRule("discord_token", "a Discord bot token", discordBeginnings, matchDiscord, {
    follow: alphabets.dash,
    leastFollowing: 20,
  }),
  secretRule(
    "discord_webhook",
    "a Discord webhook",
    ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    matchDiscordWebhook,
  ),
  secretRule("airtable_token", "an Airtable token", ["pat"], matchAirtable, {
    follow: alphabets.alnum,
    leastFollowing: 14,
  }),
  secretRule(
    "slack_webhook",
    "a Slack webhook",
    ["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
    matchSlackWebhook,
  ),
  {
    ...secretRule("telegram_token", "a Telegram bot token", ["/bot"], (hit) =>
      matchTelegram({ ...hit, start: hit.end }),
    ),
    wordStart: false,
    follow: decimalDigits,
    leastFollowing: 8,
  },
  {
    ...secretRule("telegram_token", "a Telegram bot token", [..."0123456789"], matchTelegram),
    follow: decimalDigits,
    leastFollowing: 7,
  },
];
