import type { LiteralHit, LiteralRule, MatchResult } from "../rule.ts";
import { injectionRules } from "./injection-rules.ts";

const longestRequest = 240;
const longestSentence = 130;
/** Under the line at which a tool's result is taken out (50): people ask each other such things in mails and notes. */
const likely = 42;
const forEachSign = 3;

/** Words with which people ask, in six languages; accents are gone when a rule reads a text. */
const polite = (
  "please |please, |can you |could you |kindly |need you to |want you to |like you to |bitte |por favor |por favor, |" +
  "s'il te plait |s'il te plait, |s'il vous plait |s'il vous plait, |per favore |per favore, "
).split("|");
/** Verbs with which a sentence of its own is such a request. */
const bare = (
  "search |find |retrieve |fetch |collect |gather |look up |transfer |send |forward |share |pay |withdraw |sell |buy |book |cancel |" +
  "grant |delete |unlock |disable |deactivate |export |approve |email |turn off |schedule |access |use |update "
).split("|");

/** What an assistant with tools can be asked to do with what belongs to its user. */
const acts =
  /^(?:please,? |also |then |first |immediately |now |help me |to |go ahead and ){0,4}(?:transfer|wire|send|e-?mail|forward|share|text|mail|pay|withdraw|deposit|sell|buy|purchase|order|book|reserve|cancel|grant|give|revoke|add|remove|delete|erase|unlock|open|lock|disable|deactivate|activate|turn (?:off|on)|switch (?:off|on)|reschedule|schedule|set|change|update|reset|create|register|post|tweet|publish|block|unfollow|retrieve|fetch|search|look up|find|get|collect|gather|export|upload|download|clone|approve|accept|submit|make an?|move|access|release|generate|issue|invite|initiate|enable|place|provide|dispute|increase|raise|list|show|tell|use (?:the|my)|uberweise|sende|schicke|leite|teile|losche|kaufe|andere|kundige|envia|transfiere|comparte|borra|compra|reenvia|transfere|envoie|partage|supprime|achete|invia|trasferisci|condividi|cancella|envie|transfira|compartilhe|apague)(?= )/i;
/** Somebody speaks of what is his, as to his own assistant. */
const owned = /\b(?:my|the user's|meine?[nmrs]?|mis|mes|mon|miei|mie|meus?|minhas?) [a-z]/i;
const sentAway =
  /\b(?:and|then|also),? (?:then |immediately )?(?:send|e-?mail|forward|share|text|mail|message|transfer|post|deliver)\b/i;
/** A thing, not a message about something, that goes to somebody. */
const handsOver =
  /\b(?:send|e-?mail|forward|share|text|upload|transfer|wire|copy) (?:the|all|every|this|that|his|her|their|any) /i;
const address = /[\w.+-]@[\w-]+\.[a-z]|\d[\d ()-]{8}|https?:\/\//i;
const amount = /[$\u20ac\u00a3\u00a5] ?\d|\d ?(?:dollars|euros|pounds|usd|eur|btc|units|shares)\b/i;
/** Signs of programs. */
const program = /[{}=;<>`]|\w\(/;
/** What projects ask everybody for. */
const contribution =
  /\b(?:bugs?|patch|patches|feedback|questions?|issues?|comments|suggestions|corrections|pull requests?|inquiries)\b/i;
/** What stands before the first word of a sentence. */
const begins = /(?:^|["'.!?:>|\n,;-])\s{0,3}$/;

/** A full stop, or the end of a string in data. */
const endsSentence = /[.!?]|["'] ?[,}\]]/;

function matchRequest({ text, start, end, ended }: LiteralHit): MatchResult {
  const window = /^[^\n]*/.exec(text.slice(start, start + longestRequest))?.[0] ?? "";
  if (!ended && text.length - start < longestRequest) return "more";
  const isPolite = !bare.includes(text.slice(start, end).toLowerCase());
  const order = isPolite ? window.slice(end - start) : window;
  if (!acts.test(order) || (!isPolite && !begins.test(text.slice(Math.max(0, start - 4), start)))) return "none";
  const sentence = window.slice(0, longestSentence).split(endsSentence, 1)[0] ?? "";
  if (program.test(sentence) || contribution.test(window)) return "none";
  const goesAway = (sentAway.test(window) || (isPolite && handsOver.test(window))) && address.test(window);
  const count = [owned.test(sentence), goesAway, amount.test(sentence)].filter(Boolean).length;
  if (count === 0) return "none";
  return { start, end: start + window.length, score: likely + forEachSign * (count - 1) };
}

/** Requests in ordinary words in what a tool brought: nobody spoke to the assistant there. */
export const requestRule: LiteralRule = {
  ...injectionRules["injection.request"],
  literals: [...polite, ...bare],
  wordStart: true,
  match: matchRequest,
};
