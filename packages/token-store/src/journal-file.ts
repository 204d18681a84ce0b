import type { SealedValue } from "@infershield/core";
import { EnvelopeError, parseSealedValue } from "@infershield/envelope";
import { TokenStoreError } from "./error.ts";
import { asObject, malformed, text } from "./stored-members.ts";
import type { TokenKey } from "./token.ts";
import { parseJson } from "./token-file.ts";

/** One sealed note about one token. */
export interface JournalEntry extends TokenKey {
  readonly entry: SealedValue;
}

/** The content of `tokens.journal`, format version 1. */
export interface JournalFile {
  readonly storeId: string;
  readonly entries: readonly JournalEntry[];
}

const format = "infershield-journal";

/** The bytes of a journal: there is only one way to write it. */
export function formatJournal(file: JournalFile): Uint8Array {
  const entries = file.entries.map((each) => ({
    tenant: each.tenant,
    user_id: each.userId,
    provider: each.provider,
    account: each.account,
    entry: each.entry,
  }));
  const object = { format, v: 1, store_id: file.storeId, entries };
  return new TextEncoder().encode(`${JSON.stringify(object, undefined, 2)}\n`);
}

/** @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION` */
export function parseJournal(bytes: Uint8Array): JournalFile {
  const object = asObject(parseJson(bytes));
  if (object["format"] !== format || !Array.isArray(object["entries"])) throw malformed();
  if (object["v"] !== 1) throw new TokenStoreError("STORE_VERSION", "The journal is of another version.");
  const file = { storeId: text(object["store_id"]), entries: object["entries"].map(parseEntry) };
  if (!Buffer.from(bytes).equals(formatJournal(file))) throw malformed();
  return file;
}

function parseEntry(value: unknown): JournalEntry {
  const object = asObject(value);
  try {
    return {
      tenant: text(object["tenant"]),
      userId: text(object["user_id"]),
      provider: text(object["provider"]),
      account: text(object["account"]),
      entry: parseSealedValue(object["entry"]),
    };
  } catch (error) {
    throw error instanceof EnvelopeError ? malformed(error) : error;
  }
}
