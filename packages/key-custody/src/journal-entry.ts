import { Secret } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";
import type { TokenRecord } from "@infershield/token-store";

/**
 * What the journal keeps during a refresh. `intent`: the refresh token was about to be sent, so its fate is unknown if we died.
 * `answer`: the server's new tokens, not yet in the store. The store seals the entry.
 */
export type JournalEntry = Spent &
  ({ readonly stage: "intent" } | { readonly stage: "answer"; readonly answer: JournalledAnswer });

/** Which refresh token was sent, and of which version of its record. */
export interface Spent {
  readonly used: string;
  readonly generation: number;
}

/** The part of a token set that the store needs. */
export interface JournalledAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  readonly expiresAt?: number;
  readonly scopes?: readonly string[];
  readonly receivedAt: number;
}

/** Written before the call. */
export function intentEntry(spent: Spent): Secret {
  return encode({ stage: "intent", ...spent });
}

/** @param expiresAt - Already corrected (see freshness.ts). */
export function answerEntry(
  spent: Spent,
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
  return { entry: encode({ stage: "answer", ...spent, answer }), answer };
}

/**
 * Whether a refresh of this version of the record wrote the entry. The store tells who wrote an entry, but not when: one of an earlier
 * refresh can be put back by somebody who can write the folder, and where a server keeps its refresh token only the generation differs.
 */
export function belongsTo(spent: Spent, record: TokenRecord): boolean {
  return spent.used === record.refreshToken?.reveal() && spent.generation === record.generation;
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
  if (!isObject(value) || typeof value["used"] !== "string" || typeof value["generation"] !== "number") return false;
  return value["stage"] === "intent" || (value["stage"] === "answer" && isAnswer(value["answer"]));
}

function isAnswer(value: unknown): value is JournalledAnswer {
  return isObject(value) && typeof value["accessToken"] === "string" && typeof value["receivedAt"] === "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
