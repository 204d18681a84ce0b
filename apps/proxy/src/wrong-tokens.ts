import { InferShieldError } from "@infershield/core";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/** Counts wrong tokens by peer. It never stands in the way of a right one: several people may share an address. */
export interface WrongTokens {
  /**
   * Notes one.
   *
   * @returns seconds that the peer should wait; undefined while it has sent few
   */
  note(peer: string): number | undefined;
}

/** So many a minute are mistakes; the delay doubles with every further {@link freeTries}. */
const freeTries = 20;
const windowMs = 60_000;
const maxDelaySeconds = 60;
/** Peers counted apart in one window; the rest shares one count. */
const maxPeers = 10_000;

/** Starts at zero; the counts of a peer are dropped every minute. */
export function createWrongTokens(ticker: Ticker): WrongTokens {
  let counts = new Map<string, number>();
  let startedAt: number | undefined;
  ticker.watch((now) => {
    startedAt ??= now;
    if (now - startedAt < windowMs) return;
    counts = new Map();
    startedAt = now;
  });
  return {
    note: (peer) => {
      const key = counts.has(peer) || counts.size < maxPeers ? peer : "";
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count <= freeTries) return undefined;
      return Math.min(maxDelaySeconds, 2 ** (Math.ceil(count / freeTries) - 2));
    },
  };
}

/** The error itself, or `RATE_LIMITED` when it is one wrong token or code too many of this peer. */
export function slowedDown(error: unknown, peer: string, wrongTokens: WrongTokens): unknown {
  if (!(error instanceof InferShieldError) || (error.code !== "INVALID_TOKEN" && error.code !== "INVALID_CODE")) {
    return error;
  }
  const retryAfterSeconds = wrongTokens.note(peer);
  if (retryAfterSeconds === undefined) return error;
  return new ProxyError("RATE_LIMITED", "Too many wrong InferShield tokens or codes.", {
    reason: "wrong_tokens",
    retryAfterSeconds,
    cause: error,
  });
}
