import { type Home, HomeError, type LockOptions } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import type { TokenKey } from "./token.ts";
import { tokenName } from "./token-key.ts";

/**
 * {@link TokenStore.withLease} by a lease of the home, which all processes on one machine share: it tells a living holder from a dead one.
 *
 * @throws TokenStoreError `LEASE_TIMEOUT`; HomeError; the signal's reason; what `work` throws
 */
export async function withTokenLease<T>(
  home: Home,
  key: TokenKey,
  work: () => Promise<T>,
  wait: LockOptions = {},
): Promise<T> {
  let hasStarted = false;
  const marked = (): Promise<T> => {
    hasStarted = true;
    return work();
  };
  try {
    return await home.withLease(tokenName(key), marked, wait);
  } catch (error) {
    if (hasStarted || !(error instanceof HomeError) || error.code !== "STORE_LOCKED") throw error;
    throw new TokenStoreError("LEASE_TIMEOUT", "Another operation on this token took too long.", { cause: error });
  }
}
