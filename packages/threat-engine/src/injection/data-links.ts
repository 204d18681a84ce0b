import { isData } from "./data-uses.ts";
import type { InjectionMatch, InjectionText } from "./injection-match.ts";

const address = /https?:\/\/[^\s"'<>]{4,4000}/g;
/** A place in an address that stands for something: a name in brackets or in capitals. */
const bracketed = /[?&/=#](?:\{\{?|\[|<|\$\{|%7B)([^\s}\]>%]{1,60})/g;
const inCapitals = /[?&/=#]([A-Z0-9_]{4,60})/g;
const whatWasSaid = /conversation|chat|history|prompt|message|response|context|secret|user_?(?:input|data|query)/i;
/** Badges and trackers have places for a message or a context too: in data only what is the conversation's counts. */
const conversations =
  /conversation|chat_?(?:history|log)|system_?prompt|(?:all|previous)_?messages|user_?(?:input|data|query)|secret/i;
const anyPlace = /[?&=](?:\[[A-Z_]{3,16}\]|\{\{?[a-z_]{3,16}\}|[A-Z_]{5})/;
const image = /!\[[^\]\n]{0,80}\]\($|<img [^>\n]{0,80}src ?= ?["']?$/i;
const order =
  /\b(?:include|append|render|output|embed|add|insert|put|format|respond|reply|answer|end|begin|start|generate|create|print|return|display|show|write)\b/i;
const near = 160;
const score = { said: 62, brought: 52 };

/** Orders to answer with an image or a link into whose address the conversation is to be put. */
export function findDataLinks(source: InjectionText): readonly InjectionMatch[] {
  const { text } = source.view;
  if (!text.includes("://")) return [];
  const found: InjectionMatch[] = [];
  for (const { 0: url, index: start } of text.matchAll(address)) {
    const isNamed = takes(url, isData(source) ? conversations : whatWasSaid);
    if (!isNamed && (isData(source) || !anyPlace.test(url))) continue;
    const end = start + url.length;
    const before = text.slice(Math.max(0, start - near), start);
    const isImage = image.test(before);
    if (!isImage && (!isNamed || isData(source))) continue;
    if (!order.test(before) && !order.test(text.slice(end, end + near))) continue;
    found.push({ rule: "injection.data_link", start, end, score: isData(source) ? score.brought : score.said });
  }
  return found;
}

function takes(url: string, what: RegExp): boolean {
  return [bracketed, inCapitals].some((places) => url.matchAll(places).some(([, name = ""]) => what.test(name)));
}
