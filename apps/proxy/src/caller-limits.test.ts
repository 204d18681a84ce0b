import type { Principal } from "@infershield/core";
import { describe, expect, test } from "vitest";
import { type CallerLimitSettings, createCallerLimits } from "./caller-limits.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

const still: Ticker = { watch: () => () => {}, stop: () => {} };

function start(limits: Partial<CallerLimitSettings>) {
  let now = 0;
  const system = { monotonic: () => now };
  const created = createCallerLimits({ requestsPerUser: 100, ...limits }, { system, ticker: still });
  const advance = (ms: number): void => {
    now += ms;
  };
  return { ...created, advance };
}

function person(userId: string, team?: string): Principal {
  const rights = { scopes: ["proxy:invoke"], providers: "all" } as const;
  return { kind: "token", tenant: "default", userId, ...rights, ...(team !== undefined && { team }) };
}

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    return [error.code, error.reason, error.retryAfterSeconds];
  }
  return undefined;
}

const [alex, kim, sam] = [person("alex", "blue"), person("kim", "blue"), person("sam", "red")];

describe("requests in flight", () => {
  test("are limited for each person, and a place is free again when its request is done, once", () => {
    const { enter } = start({ requestsPerUser: 2 });
    const leave = enter(alex);
    enter(alex);
    expect(refusal(() => enter(alex))).toEqual(["TOO_MANY_REQUESTS_IN_FLIGHT", "in_flight_user", 1]);
    expect(refusal(() => enter(kim))).toBeUndefined();
    leave();
    leave();
    expect(refusal(() => enter(alex))).toBeUndefined();
    expect(refusal(() => enter(alex))).toBeDefined();
  });

  test("are limited for all members of a team together", () => {
    const { enter } = start({ requestsPerTeam: 2 });
    enter(alex);
    const leave = enter(kim);
    expect(refusal(() => enter(alex))).toEqual(["TOO_MANY_REQUESTS_IN_FLIGHT", "in_flight_team", 1]);
    expect(refusal(() => enter(sam))).toBeUndefined();
    expect(refusal(() => enter(person("nobody's")))).toBeUndefined();
    leave();
    expect(refusal(() => enter(alex))).toBeUndefined();
  });
});

describe("requests a minute", () => {
  test("are limited for a person and for a team, and told when to come back", () => {
    const { enter, advance } = start({ requestsPerMinutePerUser: 2, requestsPerMinutePerTeam: 3 });
    for (const who of [alex, alex, kim]) enter(who)();
    expect(refusal(() => enter(alex))).toEqual(["RATE_LIMITED", "requests_a_minute_user", 30]);
    expect(refusal(() => enter(kim))).toEqual(["RATE_LIMITED", "requests_a_minute_team", 20]);
    expect(refusal(() => enter(sam))).toBeUndefined();
    advance(30_000);
    expect(refusal(() => enter(alex))).toBeUndefined();
  });

  test("do not count what was refused", () => {
    const { enter, advance } = start({ requestsPerMinutePerUser: 1, requestsPerUser: 1 });
    const leave = enter(alex);
    advance(60_000);
    for (let tries = 0; tries < 10; tries += 1) expect(refusal(() => enter(alex))).toBeDefined();
    leave();
    expect(refusal(() => enter(alex))).toBeUndefined();
  });
});

test("tokens are counted when an answer ends, and the next request waits for what was too much", () => {
  const { enter, spendTokens, advance } = start({ tokensPerMinutePerUser: 600, tokensPerMinutePerTeam: 60_000 });
  enter(alex)();
  spendTokens(alex, 900);
  expect(refusal(() => enter(alex))).toEqual(["RATE_LIMITED", "tokens_a_minute_user", 31]);
  expect(refusal(() => enter(kim))).toBeUndefined();
  advance(31_000);
  expect(refusal(() => enter(alex))).toBeUndefined();
  spendTokens(kim, 70_000);
  expect(refusal(() => enter(alex))).toEqual(["RATE_LIMITED", "tokens_a_minute_team", 11]);
});
