import { type Files, readPrivateFile } from "@infershield/home";
import { parseJournal } from "./journal-file.ts";
import { keysOf } from "./key-status.ts";
import type { LiveTokenFile } from "./live-token-file.ts";
import { withRowMac } from "./row-mac.ts";
import { openSecrets, sealSecrets } from "./sealed-secrets.ts";
import { macKey, nextTokenFile } from "./token-file.ts";
import { contextOf, writeJournal } from "./token-journal.ts";
import type { TokenRow } from "./token-row.ts";

/**
 * Seals up to `batch` records that are not under the primary key anew. Generations stay: what is stored is the same.
 * The caller holds the home's lock and has checked `live`.
 */
export async function reencryptBatch(
  live: LiveTokenFile,
  batch: number,
): Promise<{ readonly changed: number; readonly left: number }> {
  const { file, keyring } = live.known();
  const primary = keyring.rowMac.kid;
  const old = file.records.filter((row) => keysOf(row).some((kid) => kid !== primary));
  const chosen = new Set(old.slice(0, batch));
  if (chosen.size === 0) return { changed: 0, left: 0 };
  const sealedAnew = (row: TokenRow): TokenRow => {
    const sealed = sealSecrets(keyring.sealer, row, openSecrets(keyring.sealer, row));
    return withRowMac(macKey(keyring), { ...row, sealed });
  };
  const records = file.records.map((row) => (chosen.has(row) ? sealedAnew(row) : row));
  await live.write(nextTokenFile(keyring, file, { records }));
  return { changed: chosen.size, left: old.length - chosen.size };
}

/** Seals the journal entries that are not under the primary key anew. The caller holds the home's lock and has checked `live`. */
export async function reencryptJournal(
  live: LiveTokenFile,
  place: { readonly path: string; readonly files?: Files | undefined },
): Promise<void> {
  const bytes = await readPrivateFile(place.path);
  if (bytes === undefined) return;
  const { storeId, entries } = parseJournal(bytes);
  const { sealer, rowMac, storeId: own } = live.known().keyring;
  if (storeId !== own) return;
  if (entries.every((each) => each.entry.kid === rowMac.kid)) return;
  const fresh = entries.map((each) => {
    const context = contextOf(each);
    return { ...each, entry: sealer.seal(sealer.open(each.entry, context), context) };
  });
  await writeJournal(place.path, storeId, fresh, place.files);
}
