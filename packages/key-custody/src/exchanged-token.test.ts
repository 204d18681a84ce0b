import type { TokenExchange } from "@infershield/providers";
import { expect, test } from "vitest";
import { providerAt } from "../test/people.ts";
import { readExchangedToken } from "./exchanged-token.ts";

const now = 1_760_000_000_000;
const hour = 3_600;
const inSeconds = (seconds: number): number => now / 1_000 + seconds;
const exchange: TokenExchange = {
  url: "https://api.acme.example/exchange",
  prefix: "token ",
  headers: {},
  fields: { token: "token", expiresAt: "expires_at", refreshIn: "refresh_in", apiBase: "endpoints.api" },
  apiHosts: ["acme.example", "acme.test"],
};
const provider = providerAt("https://auth.acme.example");
const good = { token: "second", expires_at: inSeconds(hour), refresh_in: hour / 2 };

function read(answer: unknown) {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return readExchangedToken(text, { provider, exchange, now });
}

/** When it is due and when it ends, in seconds from now. */
function times(answer: object): readonly number[] {
  const { dueAt = Number.NaN, expiresAt = Number.NaN } = read(answer) ?? {};
  return [(dueAt - now) / 1_000, (expiresAt - now) / 1_000];
}

test("a token is due by the server's own count, and ends when the server says", () => {
  expect(read(good)?.token.reveal()).toBe("second");
  expect(times(good)).toEqual([hour / 2, hour]);
});

test("without such a count it is due after half of its life, and without an end it lasts until it is due", () => {
  expect(times({ ...good, refresh_in: undefined })).toEqual([hour / 2, hour]);
  expect(times({ ...good, expires_at: undefined })).toEqual([hour / 2, hour / 2]);
});

test("by a clock that is behind ours it lasts until it is due, and nothing lasts longer than a day", () => {
  expect(times({ ...good, expires_at: inSeconds(-hour) })).toEqual([hour / 2, hour / 2]);
  expect(times({ ...good, expires_at: inSeconds(100 * hour), refresh_in: 50 * hour })).toEqual([24 * hour, 24 * hour]);
});

test.each([
  "",
  "<html>",
  "null",
  '"second"',
  [],
  { ...good, token: 7 },
  { ...good, token: "" },
  { ...good, token: "two words" },
  { ...good, token: "line\nend" },
  { ...good, token: "x".repeat(16_385) },
  { token: "second" },
  { token: "second", refresh_in: 0, expires_at: -1 },
  { token: "second", refresh_in: "1800" },
  '{"token":"second","refresh_in":1e999}',
])("%j holds no usable token", (answer) => {
  expect(read(answer)).toBeUndefined();
});

test("a token of 16 KiB is taken", () => {
  expect(read({ ...good, token: "x".repeat(16_384) })?.token.reveal()).toHaveLength(16_384);
});

test.each([
  ["https://acme.example/v1", "https://acme.example"],
  ["https://eu.acme.example", "https://eu.acme.example"],
  ["https://acme.test", "https://acme.test"],
])("a token is for the API that its answer names when that is one of the provider's: %s", (api, origin) => {
  expect(read({ ...good, endpoints: { api } })?.origin).toBe(origin);
});

test.each([
  "http://eu.acme.example",
  "https://evil.example",
  "https://evil-acme.example",
  "https://acme.example.evil.example",
  "https://eu.acme.example:8443",
  "https://user@eu.acme.example",
  "https://:secret@eu.acme.example",
  "https://169.254.169.254",
  "eu.acme.example",
  7,
  undefined,
  ["https://eu.acme.example"],
])("a token is for the provider's own API when its answer names %s", (api) => {
  expect(read({ ...good, endpoints: { api } })?.origin).toBe("https://api.acme.example");
});
