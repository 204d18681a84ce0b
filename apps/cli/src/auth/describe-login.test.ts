import type { TokenSummary } from "@infershield/token-store";
import { expect, test } from "vitest";
import { loginToJson, loginToRow } from "./describe-login.ts";

const minute = 60_000;
const now = 1_800_000_000_000;
const login: TokenSummary = {
  id: "tok_1",
  tenant: "default",
  userId: "local",
  provider: "openai",
  account: "work",
  kind: "oauth",
  state: "active",
  selected: true,
  scopes: [],
  createdAt: now - 90 * minute,
  updatedAt: now - 30 * minute,
  lastRefreshAt: now - 30 * minute,
  expiresAt: now + 30 * minute,
  refreshFailures: 0,
  generation: 2,
  has: ["access_token", "refresh_token"],
};

test.each([
  ["a login in order", {}, ["openai", "work *", "active", "in 30 min", "30 min ago", "in 25 min"]],
  [
    "one whose renewal fails",
    { refreshFailures: 3, expiresAt: now + 4 * minute },
    ["openai", "work *", "active, 3 renewals failed", "in 4 min", "30 min ago", "at next use"],
  ],
  [
    "an expired one that can be renewed",
    { expiresAt: now - minute, selected: false },
    ["openai", "work", "refreshes at next use", "1 min ago", "30 min ago", "at next use"],
  ],
  [
    "an expired one that cannot",
    { expiresAt: now - minute, has: ["access_token"] },
    ["openai", "work *", "expired", "1 min ago", "30 min ago", "-"],
  ],
  [
    "one that has ended",
    { state: "reauthentication_required" },
    ["openai", "work *", "log in again", "in 30 min", "30 min ago", "-"],
  ],
] as const)("a row shows state, failures, last and next refresh of %s", (_title, changes, row) => {
  const shown: TokenSummary = { ...login, ...changes };
  expect(loginToRow(shown, { now, nextRefreshAt: (shown.expiresAt ?? 0) - 5 * minute })).toEqual(row);
});

test("a login that has ended is not renewed any more", () => {
  const ended: TokenSummary = { ...login, state: "reauthentication_required" };
  const place = { tokenFile: "/home/tokens.json", now, nextRefreshAt: now };
  expect(loginToJson(ended, place)).toMatchObject({ status: "log in again", next_refresh_at: null });
  expect(loginToJson(login, place)).toMatchObject({ status: "active", next_refresh_at: expect.any(String) });
});

test("in a team a login is named by its person's address", () => {
  const emails = new Map([["local", "alex@example.com"]]);
  const place = { emails, tokenFile: "/home/tokens.json", now, nextRefreshAt: now };
  expect(loginToJson(login, place).user).toBe("alex@example.com");
  expect(loginToJson({ ...login, userId: "usr_gone" }, place).user).toBe("usr_gone");
});

test("an API key has neither end nor refresh", () => {
  const { expiresAt: _e, lastRefreshAt: _l, ...rest } = login;
  const key: TokenSummary = { ...rest, kind: "api_key", has: ["api_key"] };
  expect(loginToRow(key, { now, nextRefreshAt: undefined }).slice(2)).toEqual(["active", "never", "-", "-"]);
  expect(loginToJson(key, { tokenFile: "/home/tokens.json", now, nextRefreshAt: undefined })).toMatchObject({
    kind: "api_key",
    expires_at: null,
    last_refresh_at: null,
    next_refresh_at: null,
    refresh_failures: 0,
  });
});
