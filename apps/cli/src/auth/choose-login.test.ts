import type { TokenSummary } from "@infershield/token-store";
import { expect, test } from "vitest";
import { chooseLogin } from "./choose-login.ts";

function login(provider: string, account: string, selected: boolean): TokenSummary {
  return {
    id: `${provider} ${account}`,
    tenant: "default",
    userId: "local",
    provider,
    account,
    selected,
    kind: "oauth",
    state: "active",
    has: [],
    refreshFailures: 0,
    scopes: [],
    createdAt: 0,
    updatedAt: 0,
    generation: 1,
  };
}

const logins = [login("openai", "home", false), login("openai", "work", true), login("github", "default", true)];
const choose = (provider?: string, account?: string) => chooseLogin(logins, { userId: "local", provider, account });

test("a named login is taken, else the one of the provider that is in use", () => {
  expect(choose("openai", "home").account).toBe("home");
  expect(choose("openai").account).toBe("work");
});

test.each([
  ["nothing is named and several fit", [], "INVALID_USAGE", "openai --account home, openai --account work"],
  ["there is none at the provider", ["cohere"], "NOT_LOGGED_IN", "infershield auth login cohere"],
  ["there are others at the provider", ["openai", "nope"], "NOT_LOGGED_IN", "infershield auth list"],
  ["there are others at other providers", [undefined, "nope"], "NOT_LOGGED_IN", "infershield auth list"],
] as const)("what to do is said when %s", (_, [provider, account], code, hint) => {
  expect(() => choose(provider, account)).toThrow(
    expect.objectContaining({ code, hint: expect.stringContaining(hint) }),
  );
});
