import { Secret } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";

/**
 * What the journal keeps during a refresh. `intent`: the refresh token was about to be sent, so its fate is unknown if we died.
 * `answer`: the server's new tokens, not yet in the store. The store seals the entry.
 */
export type JournalEntry =
  | { readonly stage: "intent"; readonly used: string }
  | { readonly stage: "answer"; readonly used: string; readonly answer: JournalledAnswer };

/** The part of a token set that the store needs. */
export interface JournalledAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  readonly expiresAt?: number;
  readonly scopes?: readonly string[];
  readonly receivedAt: number;
}

/** @param used - The refresh token that is spent. */
export function intentEntry(used: Secret): Secret {
  return encode({ stage: "intent", used: used.reveal() });
}

/** @param expiresAt - Already corrected (see freshness.ts). */
export function answerEntry(
  used: Secret,
  set: TokenSet,
  expiresAt: number | undefined,
): { readonly entry: Secret; readonly answer: JournalledAnswer } {
  const answer: JournalledAnswer = {
    accessToken: set.accessToken.reveal(),
    ...(set.refreshToken && { refreshToken: set.refreshToken.reveal() }),
    ...(set.idToken && { idToken: set.idToken.reveal() }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(set.scopes && { scopes: set.scopes }),
    receivedAt: set.receivedAt,
  };
  return { entry: encode({ stage: "answer", used: used.reveal(), answer }), answer };
}

/** @returns undefined for an entry that this version cannot have written; the store has already authenticated it */
export function readEntry(entry: Secret): JournalEntry | undefined {
  const value: unknown = JSON.parse(entry.reveal());
  return isEntry(value) ? value : undefined;
}

function encode(entry: JournalEntry): Secret {
  return new Secret(JSON.stringify(entry));
}

function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value) || typeof value["used"] !== "string") return false;
  return value["stage"] === "intent" || (value["stage"] === "answer" && isAnswer(value["answer"]));
}

function isAnswer(value: unknown): value is JournalledAnswer {
  return isObject(value) && typeof value["accessToken"] === "string" && typeof value["receivedAt"] === "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
