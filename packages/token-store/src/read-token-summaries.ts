import { readPrivateFile } from "@infershield/home";
import type { TokenSummary } from "./token.ts";
import { parseTokenFile } from "./token-file.ts";
import { summaryOf } from "./token-row.ts";

/**
 * What a token file says without any key: nothing is unlocked, and nothing of it is authenticated.
 *
 * @returns an empty list when there is no file
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function readTokenSummaries(path: string): Promise<readonly TokenSummary[]> {
  const bytes = await readPrivateFile(path);
  return bytes === undefined ? [] : parseTokenFile(bytes).records.map(summaryOf);
}
