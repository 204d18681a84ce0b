import { readPrivateFile } from "@infershield/home";
import { parseJournal } from "./journal-file.ts";
import { countUses, type KeyStatusReport, keyStatus } from "./key-status.ts";
import { legacySummary, parseLegacyFile } from "./legacy-file.ts";
import type { KeyUser } from "./sealed-store.ts";
import type { TokenSummary } from "./token.ts";
import { parseJson, parseTokenFile } from "./token-file.ts";
import { journalPath } from "./token-journal.ts";
import { summaryOf } from "./token-row.ts";

/**
 * What a token file says without any key, also one of the original's form: nothing is unlocked, migrated or authenticated.
 *
 * @returns an empty list when there is no file
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function readTokenSummaries(path: string): Promise<readonly TokenSummary[]> {
  const bytes = await readPrivateFile(path);
  if (bytes === undefined) return [];
  const legacy = parseLegacyFile(parseJson(bytes));
  return legacy?.map(legacySummary) ?? parseTokenFile(bytes).records.map(summaryOf);
}

/**
 * Which keys a token file names, without any key; nothing of it is authenticated.
 *
 * @param users - What needs the keys besides the tokens.
 * @returns undefined when there is no file, or one of the original's form, which has no keys
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function readKeyStatus(
  path: string,
  users: readonly KeyUser[] = [],
): Promise<KeyStatusReport | undefined> {
  const bytes = await readPrivateFile(path);
  if (bytes === undefined) return undefined;
  if (parseLegacyFile(parseJson(bytes)) !== undefined) return undefined;
  const journal = await readPrivateFile(journalPath(path));
  const file = parseTokenFile(bytes);
  const entries = journal === undefined ? [] : parseJournal(journal).entries;
  return keyStatus(file.keyset, async (kid) => {
    const others = await Promise.all(users.map((user) => user.countUses(kid)));
    return others.reduce((total, each) => total + each, countUses(file, entries, kid));
  });
}
