import { Secret } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";
import { describe, expect, test } from "vitest";
import { expiryOf, freshnessOf, nextRefreshAt } from "./freshness.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const createdAt = 1_760_000_000_000;

/** How a token that was made for `lifetimeMs` looks with `leftMs` of it left. */
function withLeft(leftMs: number, lifetimeMs: number): string {
  const expiresAt = createdAt + lifetimeMs;
  return freshnessOf({ createdAt, expiresAt }, expiresAt - leftMs);
}

describe("a stored token", () => {
  test.each([
    [hour, 5 * minute + 1, "fresh"],
    [hour, 5 * minute, "due"],
    [hour, 10 * second + 1, "due"],
    [hour, 10 * second, "expired"],
    [hour, -1, "expired"],
    [minute, 15 * second + 1, "fresh"],
    [minute, 15 * second, "due"],
    [minute, 10 * second, "expired"],
    [20 * second, 5 * second + 1, "fresh"],
    [20 * second, 5 * second, "expired"],
    [0, 1, "fresh"],
    [0, 0, "expired"],
  ])("made for %i ms with %i left is %s", (lifetimeMs, leftMs, expected) => {
    expect(withLeft(leftMs, lifetimeMs)).toBe(expected);
  });

  test("counts its life from the last refresh", () => {
    const lastRefreshAt = createdAt + hour;
    const token = { createdAt, lastRefreshAt, expiresAt: lastRefreshAt + minute };
    expect(nextRefreshAt(token)).toBe(token.expiresAt - 15 * second);
    expect(nextRefreshAt({ createdAt, expiresAt: lastRefreshAt + minute })).toBe(token.expiresAt - 5 * minute);
  });

  test("without a known end is fresh, and no refresh is foreseen", () => {
    expect(freshnessOf({ createdAt }, createdAt + 1e12)).toBe("fresh");
    expect(nextRefreshAt({ createdAt })).toBeUndefined();
  });
});

describe("a token set", () => {
  const receivedAt = createdAt;
  const set: TokenSet = { accessToken: new Secret("a"), tokenType: "bearer", receivedAt };
  const year = 365 * 24 * hour;

  test.each([
    [1, 1],
    [hour, hour],
    [year, year],
    [year + 1, year],
    [Number.POSITIVE_INFINITY, year],
    [0, hour],
    [-hour, hour],
    [Number.NaN, hour],
  ])("with a lifetime of %d ms ends after %d", (lifetimeMs, expected) => {
    const expiresAt = receivedAt + lifetimeMs;
    expect(expiryOf({ ...set, refreshToken: new Secret("r"), expiresAt })).toBe(receivedAt + expected);
  });

  test("without a lifetime ends after an hour when it can be renewed, and is taken as it is when it cannot", () => {
    expect(expiryOf({ ...set, refreshToken: new Secret("r") })).toBe(receivedAt + hour);
    expect(expiryOf(set)).toBeUndefined();
    expect(expiryOf({ ...set, expiresAt: receivedAt })).toBeUndefined();
    expect(expiryOf({ ...set, expiresAt: receivedAt + 1 })).toBe(receivedAt + 1);
  });
});
