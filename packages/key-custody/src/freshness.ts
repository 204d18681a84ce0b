import type { TokenSet } from "@infershield/device-flow";
import type { TokenRecord } from "@infershield/token-store";

/** A token with less time left than this is renewed (contracts, facts E). */
const renewBeforeMs = 5 * 60_000;
/** A token with less time left than this is not sent any more: it could end on its way. */
const tooLateMs = 10_000;
/** Assumed where a server gives no usable lifetime but a refresh token. */
const defaultLifetimeMs = 60 * 60_000;
const maxLifetimeMs = 365 * 24 * 60 * 60_000;

/** `fresh`: use it. `due`: use it while it is renewed. `expired`: wait for the renewal. */
export type Freshness = "fresh" | "due" | "expired";

type Timed = Pick<TokenRecord, "expiresAt" | "lastRefreshAt" | "createdAt">;

/** How much a stored access token is still good for, by the wall clock at this moment: nothing else survives a laptop's sleep. */
export function freshnessOf(record: Timed, now: number): Freshness {
  if (record.expiresAt === undefined) return "fresh";
  const left = record.expiresAt - now;
  if (left > renewMargin(record)) return "fresh";
  return left > Math.min(tooLateMs, renewMargin(record)) ? "due" : "expired";
}

/** When a request will renew the token, epoch milliseconds; undefined when its lifetime is unknown. */
export function nextRefreshAt(record: Timed): number | undefined {
  return record.expiresAt === undefined ? undefined : record.expiresAt - renewMargin(record);
}

/**
 * When a token set ends. A lifetime that is missing, zero, negative or no number counts as an hour where a refresh token can correct it;
 * one beyond a year as a year.
 *
 * @returns epoch milliseconds; undefined for a token without a known end
 */
export function expiryOf({ expiresAt, receivedAt, refreshToken }: TokenSet): number | undefined {
  const lifetimeMs = expiresAt === undefined ? Number.NaN : expiresAt - receivedAt;
  if (lifetimeMs > 0) return receivedAt + Math.min(lifetimeMs, maxLifetimeMs);
  return refreshToken === undefined ? undefined : receivedAt + defaultLifetimeMs;
}

/** Short-lived tokens are renewed in the last quarter of their life, or every request would renew them. */
function renewMargin({ expiresAt, lastRefreshAt, createdAt }: Timed): number {
  const lifetimeMs = Math.max(0, (expiresAt ?? 0) - (lastRefreshAt ?? createdAt));
  return Math.min(renewBeforeMs, lifetimeMs / 4);
}
