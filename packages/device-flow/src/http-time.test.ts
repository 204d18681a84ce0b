import { expect, test } from "vitest";
import { retryAfterOf, serverDateOf } from "./http-time.ts";

const date = "Sun, 22 Nov 2026 01:00:00 GMT";
const at = Date.UTC(2026, 10, 22, 1);

test("the server's date is read, and only in the one form that HTTP allows to send", () => {
  expect(serverDateOf(new Headers({ date }))).toBe(at);
  expect(serverDateOf(new Headers({ date: "2026-11-22" }))).toBeUndefined();
  expect(serverDateOf(new Headers({ date: "Xxx, 99 Nov 2026 99:00:00 GMT" }))).toBeUndefined();
  expect(serverDateOf(new Headers())).toBeUndefined();
});

test.each([
  ["seconds", { "retry-after": "120" }, 120_000],
  ["a date, by the server's own clock", { "retry-after": "Sun, 22 Nov 2026 01:00:30 GMT", date }, 30_000],
  ["a date, by this clock", { "retry-after": "Sun, 22 Nov 2026 01:00:30 GMT" }, 20_000],
  ["a date that has passed", { "retry-after": "Sun, 22 Nov 2026 00:00:00 GMT", date }, 0],
  ["an absurd number", { "retry-after": "9999999999" }, 86_400_000],
  ["a negative number", { "retry-after": "-5" }, undefined],
  ["words", { "retry-after": "soon" }, undefined],
  ["nothing", {}, undefined],
])("Retry-After as %s", (_, headers, expected) => {
  expect(retryAfterOf(new Headers(headers), at + 10_000)).toBe(expected);
});
