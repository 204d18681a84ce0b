import type { TokenKey } from "./token.ts";

/** One string for a key, different for different keys. */
export function tokenName({ tenant, userId, provider, account }: TokenKey): string {
  return JSON.stringify([tenant, userId, provider, account]);
}

/** The key of a record, a summary, or anything else that has one. */
export function tokenKeyOf({ tenant, userId, provider, account }: TokenKey): TokenKey {
  return { tenant, userId, provider, account };
}
