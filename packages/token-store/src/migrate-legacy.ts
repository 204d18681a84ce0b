import type { Secret, System } from "@infershield/core";
import {
  createKeyset,
  createUnlocker,
  EnvelopeError,
  type Keyring,
  type KeysetUnlocker,
  type MasterKey,
  openLegacyValues,
  ulid,
} from "@infershield/envelope";
import { TokenStoreError } from "./error.ts";
import { type LegacyRecord, legacyColumns } from "./legacy-file.ts";
import { withRowMac } from "./row-mac.ts";
import { openSecrets, sealSecrets } from "./sealed-secrets.ts";
import type { TokenSecrets } from "./token.ts";
import { macKey, newTokenFile, type TokenFile } from "./token-file.ts";
import type { TokenRow } from "./token-row.ts";

/**
 * Seals the records of the original's file anew, under a new keyset. Every value is opened again before the result is given back,
 * because the caller is about to replace the only other copy.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY` when no record opens; TokenStoreError `STORE_CORRUPT` when only some do
 */
export async function migrateLegacy(
  records: readonly LegacyRecord[],
  masterKey: MasterKey,
  system: System,
): Promise<{ readonly file: TokenFile; readonly unlocker: KeysetUnlocker }> {
  const opened = await openAll(records, masterKey);
  const keyset = await createKeyset(masterKey, { system });
  const unlocker = await createUnlocker(keyset, masterKey, { system });
  const keyring = unlocker.open(keyset);
  const rows = opened.map(({ record, secrets }) => sealedRow(keyring, record, secrets, system));
  const file = newTokenFile(keyring, keyset, rows);
  keyring.close();
  return { file, unlocker };
}

interface Opened {
  readonly record: LegacyRecord;
  readonly secrets: TokenSecrets;
}

async function openAll(records: readonly LegacyRecord[], masterKey: MasterKey): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  let failure: unknown;
  for (const record of records) {
    try {
      opened.push({ record, secrets: await openOne(record, masterKey) });
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      failure = error;
    }
  }
  if (failure === undefined) return opened;
  if (opened.length === 0) {
    throw new EnvelopeError("WRONG_MASTER_KEY", "The master key opens no record of the old token file.", {
      cause: failure,
      hint: "Set INFERSHIELD_MASTER_KEY exactly as it was for the original.",
    });
  }
  throw new TokenStoreError("STORE_CORRUPT", "Some records of the old token file are damaged.", { cause: failure });
}

async function openOne(record: LegacyRecord, masterKey: MasterKey): Promise<TokenSecrets> {
  const { accessToken, refreshToken } = record;
  const values = refreshToken === undefined ? [accessToken] : [accessToken, refreshToken];
  const [access, refresh] = await openLegacyValues(masterKey, record.userId, values);
  return {
    ...(access === undefined ? {} : { accessToken: access }),
    ...(refresh === undefined ? {} : { refreshToken: refresh }),
  };
}

function sealedRow(keyring: Keyring, record: LegacyRecord, secrets: TokenSecrets, system: System): TokenRow {
  const columns = legacyColumns(record, { id: `tok_${ulid(system)}`, updatedAt: system.now() });
  const row = withRowMac(macKey(keyring), { ...columns, sealed: sealSecrets(keyring.sealer, columns, secrets) });
  const again = openSecrets(keyring.sealer, row);
  if (!isSame(again.accessToken, secrets.accessToken) || !isSame(again.refreshToken, secrets.refreshToken)) {
    throw new TokenStoreError("STORE_CORRUPT", "A record did not survive its migration; nothing was changed.");
  }
  return row;
}

function isSame(a: Secret | undefined, b: Secret | undefined): boolean {
  return a?.reveal() === b?.reveal();
}
