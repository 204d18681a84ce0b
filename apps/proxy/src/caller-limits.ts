import type { Principal, System } from "@infershield/core";
import { type Allowances, createAllowances } from "./allowances.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/** Limits of one caller; without a value there is none. */
export interface CallerLimitSettings {
  /** Requests in flight. */
  readonly requestsPerUser: number;
  readonly requestsPerTeam?: number | undefined;
  readonly requestsPerMinutePerUser?: number | undefined;
  readonly requestsPerMinutePerTeam?: number | undefined;
  /** Tokens that providers count, of requests and answers together. */
  readonly tokensPerMinutePerUser?: number | undefined;
  readonly tokensPerMinutePerTeam?: number | undefined;
}

/** What one person and one team may use at a time and in a minute. There is no queue: what is over a limit is refused at once. */
export interface CallerLimits {
  /**
   * Lets a request in and counts it.
   *
   * @returns to be called when the request is done
   * @throws ProxyError `TOO_MANY_REQUESTS_IN_FLIGHT`, `RATE_LIMITED`
   */
  enter(principal: Principal): () => void;
  /** Counts the tokens of an answer. They are known only when it ends: the next request waits for what was too much. */
  spendTokens(principal: Principal, tokens: number): void;
}

interface Level {
  /** For the audit record. */
  readonly name: "user" | "team";
  readonly key: (principal: Principal) => string | undefined;
  readonly places: number;
  readonly taken: Map<string, number>;
  readonly requests: Allowances | undefined;
  readonly tokens: Allowances | undefined;
}

const sweepEveryMs = 60_000;

/** Counts in memory, from nothing. */
export function createCallerLimits(
  limits: CallerLimitSettings,
  { system, ticker }: { readonly system: Pick<System, "monotonic">; readonly ticker: Ticker },
): CallerLimits {
  const perMinute = (count: number | undefined): Allowances | undefined =>
    count === undefined ? undefined : createAllowances(count, system.monotonic);
  const levels: readonly Level[] = [
    {
      name: "user",
      key: ({ tenant, userId }) => `${tenant}\n${userId}`,
      places: limits.requestsPerUser,
      taken: new Map(),
      requests: perMinute(limits.requestsPerMinutePerUser),
      tokens: perMinute(limits.tokensPerMinutePerUser),
    },
    {
      name: "team",
      key: ({ tenant, team }) => (team === undefined ? undefined : `${tenant}\n${team}`),
      places: limits.requestsPerTeam ?? Number.POSITIVE_INFINITY,
      taken: new Map(),
      requests: perMinute(limits.requestsPerMinutePerTeam),
      tokens: perMinute(limits.tokensPerMinutePerTeam),
    },
  ];
  sweepNowAndThen(levels, ticker);
  return {
    enter: (principal) => {
      const found = levels.flatMap((level) => {
        const key = level.key(principal);
        return key === undefined ? [] : [{ level, key }];
      });
      for (const { level, key } of found) refuseWhenFull(level, key);
      for (const { level, key } of found) {
        level.taken.set(key, (level.taken.get(key) ?? 0) + 1);
        level.requests?.spend(key, 1);
      }
      let left = false;
      return () => {
        if (!left) for (const { level, key } of found) leave(level.taken, key);
        left = true;
      };
    },
    spendTokens: (principal, tokens) => {
      for (const level of levels) {
        const key = level.key(principal);
        if (key !== undefined) level.tokens?.spend(key, tokens);
      }
    },
  };
}

function refuseWhenFull({ name, places, taken, requests, tokens }: Level, key: string): void {
  if ((taken.get(key) ?? 0) >= places) {
    throw new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many requests are being served. Try again shortly.", {
      reason: `in_flight_${name}`,
      retryAfterSeconds: 1,
    });
  }
  refuseForNow(requests?.waitMs(key) ?? 0, "requests", name);
  refuseForNow(tokens?.waitMs(key) ?? 0, "tokens", name);
}

function refuseForNow(waitMs: number, what: "requests" | "tokens", name: Level["name"]): void {
  if (waitMs === 0) return;
  const whose = name === "user" ? "you" : "your team";
  throw new ProxyError("RATE_LIMITED", `These are more ${what} a minute than ${whose} may use.`, {
    reason: `${what}_a_minute_${name}`,
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}

function leave(taken: Map<string, number>, key: string): void {
  const count = (taken.get(key) ?? 1) - 1;
  if (count === 0) taken.delete(key);
  else taken.set(key, count);
}

function sweepNowAndThen(levels: readonly Level[], ticker: Ticker): void {
  let sweptAt: number | undefined;
  ticker.watch((now) => {
    sweptAt ??= now;
    if (now - sweptAt < sweepEveryMs) return;
    sweptAt = now;
    for (const { requests, tokens } of levels) {
      requests?.sweep();
      tokens?.sweep();
    }
  });
}
