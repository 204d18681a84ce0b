import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { KeyedDigest, Principal, Verdict } from "@infershield/core";
import { type Prompt, spliceBody } from "@infershield/llm-wire";
import { createPlaceholders, type Placeholders, spreadRedactions, takenPlaceholders } from "@infershield/threat-engine";
import { planInSlices } from "./plan-in-slices.ts";

/** A body whose secrets were replaced, and what puts them back in the answer. */
export interface RedactedBody {
  readonly bytes: Uint8Array;
  readonly placeholders: Placeholders;
}

/**
 * Splices placeholders and notices into the original bytes where the verdict asks for it. Where there are many of them, others get their
 * turn in between.
 *
 * @param key - 32 bytes from {@link deriveConversationKey}: the same secret gets the same placeholder in every turn.
 */
export async function redactBody(prompt: Prompt, verdict: Verdict, key: Uint8Array): Promise<RedactedBody> {
  const taken = takenPlaceholders(prompt.parts.map(({ text }) => text));
  const placeholders = createPlaceholders({ key, isTaken: (candidate) => taken.has(candidate) });
  const decided = await spreadRedactions(prompt.parts, verdict.decided, () => setImmediate());
  const edits = await planInSlices(prompt.parts, decided, placeholders);
  return { bytes: spliceBody(prompt.document, edits), placeholders };
}

const sessionHeaders = ["x-claude-code-session-id", "session-id", "thread-id", "x-session-id", "x-session-affinity"];

/** The client's own name of its session; at most 128 plain characters. */
export function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  for (const name of sessionHeaders) {
    const value = headers[name];
    if (typeof value === "string" && /^[\w.:-]{1,128}$/.test(value)) return value;
  }
  return undefined;
}

/** What a conversation is known by: the client's own name of it, else its first user part. */
export function conversationName(prompt: Prompt, session: string | undefined): string {
  return session ?? prompt.conversationHint ?? firstUserPart(prompt);
}

/** A key that only this conversation of this person has; it needs no memory and survives a restart. */
export function deriveConversationKey(
  digest: KeyedDigest,
  principal: Principal,
  prompt: Prompt,
  session: string | undefined,
): Uint8Array {
  const name = conversationName(prompt, session);
  return digest.digest(JSON.stringify(["infershield/conversation/v1", principal.tenant, principal.userId, name]));
}

function firstUserPart(prompt: Prompt): string {
  const part = prompt.parts.find(({ role }) => role === "user");
  return createHash("sha256")
    .update(part?.text ?? "")
    .digest("base64");
}
