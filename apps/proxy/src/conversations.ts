import { hash } from "node:crypto";
import type { Finding, Principal, PromptPart } from "@infershield/core";
import { type ConversationTurn, type ConversationWatch, createConversationWatch } from "@infershield/threat-engine";

/** What is remembered of the conversations of everybody, in memory only, so that steps which are harmless alone are seen together. */
export interface Conversations {
  /**
   * Takes a request of a conversation.
   *
   * @param name - asked for only when the request has to do with tools
   * @returns undefined for a request without tools: nothing in it or its answer is a step
   */
  begin(
    principal: Principal,
    name: () => string,
    parts: readonly PromptPart[],
    findings: readonly Finding[],
  ): ConversationTurn | undefined;
  /** How many are remembered. */
  readonly size: number;
}

/** One takes some 100 KB at most. A person's oldest one goes first, so that nobody's new ones push out another's. */
const defaultMost = { perPerson: 64, inAll: 1_024 };
const toolRoles: ReadonlySet<PromptPart["role"]> = new Set(["tool_call", "tool_result", "tool_definition"]);

/** Creates the memory, empty. */
export function createConversations(
  most: { readonly perPerson: number; readonly inAll: number } = defaultMost,
): Conversations {
  /** The least recently used person, and each person's least recently used conversation, are the first. */
  const people = new Map<string, Map<string, ConversationWatch>>();
  let size = 0;
  const forgetOne = (person: string, watches: Map<string, ConversationWatch>): void => {
    const [oldest] = watches.keys();
    if (oldest !== undefined && watches.delete(oldest)) size -= 1;
    if (watches.size === 0) people.delete(person);
  };
  const watchOf = (person: string, name: string): ConversationWatch => {
    const watches = people.get(person) ?? new Map<string, ConversationWatch>();
    const known = watches.get(name);
    const watch = known ?? createConversationWatch();
    watches.delete(name);
    watches.set(name, watch);
    people.delete(person);
    people.set(person, watches);
    if (known === undefined) size += 1;
    if (watches.size > most.perPerson) forgetOne(person, watches);
    const [first] = people;
    if (size > most.inAll && first !== undefined) forgetOne(...first);
    return watch;
  };
  return {
    begin: ({ tenant, userId }, name, parts, findings) =>
      parts.some(({ role }) => toolRoles.has(role))
        ? watchOf(JSON.stringify([tenant, userId]), hash("sha256", name(), "base64url")).begin(parts, findings)
        : undefined,
    get size() {
      return size;
    },
  };
}
