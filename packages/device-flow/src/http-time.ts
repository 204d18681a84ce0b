/** Longest wait a server may ask for; a larger value is read as this. */
const maxRetryAfterMs = 86_400_000;

/** Epoch milliseconds of a `Date` header; undefined when it is absent or unreadable. */
export function serverDateOf(headers: Headers): number | undefined {
  return readHttpDate(headers.get("date"));
}

/**
 * Milliseconds a `Retry-After` header asks to wait, 0 to one day; undefined when it is absent or unreadable.
 *
 * @param now - Epoch milliseconds against which a date is read when the answer has no `Date` of its own.
 * @see RFC 9110 section 10.2.3
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined) return undefined;
  const date = readHttpDate(value);
  const ms = /^\d{1,10}$/.test(value)
    ? Number(value) * 1_000
    : date === undefined
      ? undefined
      : date - (serverDateOf(headers) ?? now);
  return ms === undefined ? undefined : Math.min(Math.max(0, ms), maxRetryAfterMs);
}

function readHttpDate(value: string | null): number | undefined {
  if (value === null || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value))
    return undefined;
  // biome-ignore lint/style/noRestrictedGlobals: this reads a header, not the clock.
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? ms : undefined;
}
