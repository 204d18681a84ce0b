import type { Keyring } from "@infershield/envelope";
import { IdentityError } from "@infershield/identity";
import { TokenStoreError } from "@infershield/token-store";
import { restoreHint } from "./error.ts";
import type { MacTable } from "./mac-table.ts";

/**
 * What a row of `users` or `teams` says. The rest of a row is trusted once its MAC fits: it is what this program wrote.
 *
 * @throws IdentityError `IDENTITY_CORRUPT`
 */
export function checkedRow<T>(
  macs: MacTable,
  keyring: Keyring,
  row: Readonly<Record<string, unknown>>,
  read: (row: Readonly<Record<string, unknown>>) => T,
): T {
  try {
    macs.check(keyring, row);
  } catch (error) {
    if (!(error instanceof TokenStoreError)) throw error;
    throw new IdentityError("IDENTITY_CORRUPT", "A user or a team in the database was altered.", {
      cause: error,
      hint: restoreHint,
    });
  }
  return read(row);
}

/** Epoch milliseconds as `created_at` holds them. */
export function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
