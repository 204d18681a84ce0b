import { Secret } from "@infershield/core";
import type { Provider, TokenExchange } from "@infershield/providers";

/** A second-stage token. */
export interface ExchangedToken {
  readonly token: Secret;
  /** Where the token may be sent. */
  readonly origin: string;
  /** Epoch milliseconds, counted from the receipt by the server's own "refresh in": its clock does not matter. */
  readonly dueAt: number;
  readonly expiresAt: number;
}

/** Printable ASCII without spaces, as a header can carry it. */
const tokenShape = /^[\x21-\x7e]{1,16384}$/;
const maxLifetimeMs = 24 * 60 * 60_000;

/** @returns undefined for anything that is no usable answer */
export function readExchangedToken(
  text: string,
  { provider, exchange, now }: { readonly provider: Provider; readonly exchange: TokenExchange; readonly now: number },
): ExchangedToken | undefined {
  const answer = parse(text);
  const { fields } = exchange;
  const token = at(answer, fields.token);
  const lifetimeMs = milliseconds(at(answer, fields.refreshIn));
  const endsAt = milliseconds(at(answer, fields.expiresAt));
  if (typeof token !== "string" || !tokenShape.test(token) || (lifetimeMs ?? endsAt) === undefined) return undefined;
  const refreshInMs = Math.min(lifetimeMs ?? ((endsAt ?? now) - now) / 2, maxLifetimeMs);
  // The end is by the server's clock; ours may differ, so a token that should be renewed by now is the only one doubted.
  const lastsMs = Math.min(Math.max((endsAt ?? 0) - now, refreshInMs), maxLifetimeMs);
  return {
    token: new Secret(token),
    origin: originOf(at(answer, fields.apiBase), exchange) ?? new URL(provider.baseUrl).origin,
    dueAt: now + refreshInMs,
    expiresAt: now + lastsMs,
  };
}

/** The API's origin, if it is one that the provider file allows: a lying answer must not send the token elsewhere. */
function originOf(base: unknown, { apiHosts }: TokenExchange): string | undefined {
  if (typeof base !== "string" || !URL.canParse(base)) return undefined;
  const { protocol, hostname, port, username, password, origin } = new URL(base);
  const isKnown = apiHosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === "https:" && port === "" && username === "" && password === "" && isKnown ? origin : undefined;
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value * 1_000 : undefined;
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // HTML or half an answer: the same as an answer without a token.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
