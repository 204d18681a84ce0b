import type { RandomBytes } from "@infershield/core";

const firstDelayMs = 1_000;
const maxDelayMs = 5 * 60_000;
/** From this many failures in a row on, the circuit is open: one attempt at a time, a minute apart at least. */
export const circuitOpensAfter = 5;
const openDelayMs = 60_000;
/** What a server may ask for by `Retry-After`, at most: a day-long value would amount to a logout. */
const maxRetryAfterMs = 60 * 60_000;

/**
 * How long to leave a server alone after `failures` failures in a row: doubling, with jitter of up to a half so that many proxies do not
 * come back at once, and no less than the server asked for.
 */
export function backoffMs(failures: number, retryAfterMs: number | undefined, randomBytes: RandomBytes): number {
  const doubled = firstDelayMs * 2 ** Math.min(failures - 1, 20);
  const delay = Math.min(maxDelayMs, failures >= circuitOpensAfter ? Math.max(openDelayMs, doubled) : doubled);
  const share = (randomBytes(1)[0] ?? 0) / 255;
  const asked = Math.min(retryAfterMs ?? 0, maxRetryAfterMs);
  return Math.max(delay * (1 - share / 2), asked);
}
