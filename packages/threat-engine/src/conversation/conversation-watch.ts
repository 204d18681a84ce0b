import type { Finding, PromptPart } from "@infershield/core";
import { ownCopy } from "../own-copy.ts";
import { characterSet, type RuleInfo, runEnd } from "../rule.ts";
import { type CallFacts, callFacts } from "./call-facts.ts";
import { conversationRules } from "./conversation-rules.ts";
import { createNameLookup, type NameLookup } from "./name-lookup.ts";
import { createToolPins } from "./tool-pins.ts";

/** A finding about a whole tool call. */
export interface CallFinding {
  readonly rule: RuleInfo;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** One request of the conversation and the answer to it. */
export interface ConversationTurn {
  /** Tools that are described differently than before. */
  readonly findings: readonly Finding[];
  /** Judges a call of the answer by what came before it. */
  readonly judgeCall: (argumentsText: string, tool: string | undefined) => readonly CallFinding[];
}

/** What is remembered of one conversation, so that steps which are harmless alone are seen together. */
export interface ConversationWatch {
  /**
   * Takes the next request. A client that sends the whole history again changes nothing.
   *
   * @param findings - Those of the parts.
   */
  begin(parts: readonly PromptPart[], findings: readonly Finding[]): ConversationTurn;
}

const mostTainted = 64;
const mostExcerpts = 8;
const excerptReach = 1_000;
const mostSeen = 4_096;
const shortestQuote = 10;

/** Orders found in a tool result, with some text around them. */
interface Excerpt {
  readonly text: string;
  readonly score: number;
}

/**
 * Watches one conversation in bounded memory (at most some 100 KB): eight stretches of tool results with suspected orders, the names of 64 files made
 * from credentials, digests of 512 tools. Nothing of it is written anywhere.
 */
export function createConversationWatch(): ConversationWatch {
  const pins = createToolPins();
  const seen = new Set<string>();
  const excerpts: Excerpt[] = [];
  const tainted = new Set<string>();

  const isTainted = (word: string): boolean => tainted.size > 0 && tainted.has(fileName(word));
  const learn = (facts: CallFacts): void => {
    for (const name of facts.derived.map(fileName)) {
      if (name.length < 3 || /^\/?dev\//.test(name) || name === "null") continue;
      tainted.add(ownCopy(name));
      for (const oldest of tainted) {
        if (tainted.size <= mostTainted) break;
        tainted.delete(oldest);
      }
    }
  };
  const isNew = ({ path, text }: PromptPart): boolean => {
    const key = `${path} ${text.length} ${text.slice(0, 24)} ${text.slice(-24)}`;
    if (seen.has(key)) return false;
    if (seen.size >= mostSeen) seen.clear();
    seen.add(key);
    return true;
  };
  const noteOrders = (part: PromptPart, findings: readonly Finding[]): void => {
    for (const { start, end, score } of findings) {
      const text = part.text.slice(
        Math.max(0, start - excerptReach),
        Math.min(end, start + excerptReach) + excerptReach,
      );
      if (excerpts.some((known) => known.text === text)) continue;
      excerpts.push({ text: ownCopy(text), score });
      if (excerpts.length > mostExcerpts) excerpts.shift();
    }
  };

  return {
    begin: (parts, findings) => {
      const suspicious = Map.groupBy(
        // The model alone is too unsure to make every host of a page an order.
        findings.filter(
          ({ category, role, rule }) =>
            category === "prompt_injection" && role === "tool_result" && rule !== "injection.model",
        ),
        ({ path }) => path,
      );
      for (const part of parts) {
        if (part.role === "tool_call" && isNew(part)) {
          const facts = callFacts(part.text, part.tool, isTainted);
          if (facts !== undefined) learn(facts);
        }
        const orders = part.role === "tool_result" ? suspicious.get(part.path) : undefined;
        if (orders !== undefined) noteOrders(part, orders);
      }
      const textsOf = (roles: ReadonlySet<PromptPart["role"]>) => (): readonly string[] =>
        parts.filter(({ role }) => roles.has(role)).map(({ text }) => text);
      return {
        findings: pins.check(parts).map((part) => findingOf(part)),
        judgeCall: (argumentsText, tool) => {
          const facts = callFacts(argumentsText, tool, isTainted);
          if (facts === undefined) return [];
          const score = (rule: keyof typeof conversationRules, value: number): CallFinding[] =>
            value === 0 ? [] : [{ rule: conversationRules[rule], start: 0, end: argumentsText.length, score: value }];
          const sendsTainted =
            facts.sends && facts.destinations.length > 0 && facts.texts.some((text) => namesTainted(text, tainted));
          learn(facts);
          const lookup = createNameLookup();
          const trusted = lookup(textsOf(trustedRoles), false);
          const told = lookup(textsOf(bringingRoles), true);
          return [
            ...score("chain.secret_exfiltration", sendsTainted ? 92 : 0),
            ...score("chain.injected_action", scoreObedience(facts, excerpts, { lookup, trusted })),
            ...score(
              "chain.untrusted_destination",
              facts.destinations.some((name) => !trusted(name) && told(name)) ? 60 : 0,
            ),
            ...score(
              "chain.placeholder_sent",
              facts.destinations.length > 0 && /IFSX_[A-Z0-9_]{8}/.test(argumentsText) ? 60 : 0,
            ),
            ...score("chain.privilege_escalation", facts.asksForRights && wasDenied(parts) ? 55 : 0),
          ];
        },
      };
    },
  };
}

const trustedRoles: ReadonlySet<PromptPart["role"]> = new Set(["user", "system", "developer"]);
const bringingRoles: ReadonlySet<PromptPart["role"]> = new Set(["tool_result"]);

const nameCharacters = characterSet("A-Za-z0-9_.-");

function fileName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1).replace(/^@/, "");
}

/** Whether a text names one of the files as a word of its own. */
function namesTainted(text: string, tainted: ReadonlySet<string>): boolean {
  for (const name of tainted) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at)) {
      if (!/[\w.-]/.test(text[at - 1] ?? " ") && !/[\w-]/.test(text[at + name.length] ?? " ")) return true;
      // A word that begins elsewhere holds no other one: hostile texts are one long word.
      at = runEnd(text, at, nameCharacters, text.length) + 1;
    }
  }
  return false;
}

/** How surely the call obeys orders of a tool result: its destination, its whole command or an unusual value stands in them. */
function scoreObedience(
  { texts, destinations }: CallFacts,
  excerpts: readonly Excerpt[],
  { lookup, trusted }: { readonly lookup: NameLookup; readonly trusted: (text: string) => boolean },
): number {
  const named = [...destinations, ...texts.map((text) => text.trim().toLowerCase()).filter(isTelling)];
  let best = 0;
  for (const { text, score } of excerpts) {
    const ordered = lookup(() => [text], true);
    if (!named.some((name) => ordered(name) && !trusted(name))) continue;
    best = Math.max(best, score >= 80 ? 92 : score >= 50 ? 84 : 66);
  }
  return best;
}

/** A command or value that nobody writes by chance. */
function isTelling(text: string): boolean {
  return text.length >= shortestQuote && text.length <= 1_000 && /[\s\d@/]/.test(text);
}

/** Whether the last result of a tool says that something was not permitted. */
function wasDenied(parts: readonly PromptPart[]): boolean {
  const last = parts.findLast(({ role }) => role === "tool_result");
  return (
    last !== undefined &&
    /permission denied|not permitted|EACCES|EPERM|must be root|access is denied/i.test(last.text.slice(-4_000))
  );
}

function findingOf({ path, text, role }: PromptPart): Finding {
  const { id, category, severity, explanation } = conversationRules["tool.changed_definition"];
  return { rule: id, category, severity, score: 50, role, path, start: 0, end: text.length, view: "text", explanation };
}
