import { expect, test } from "vitest";
import { providerAt } from "../test/people.ts";
import { CustodyError } from "./error.ts";
import { refusal } from "./refusal.ts";

const acme = providerAt("https://acme.example");

test.each([
  ["MISSING_TOKEN", "infershield token create"],
  ["REAUTHENTICATION_REQUIRED", "infershield auth login acme"],
  ["UPSTREAM_KEY_NOT_CONFIGURED", "infershield auth login acme"],
  ["SIGN_IN_UNAVAILABLE", "infershield auth login --with-token acme"],
  ["STORE_UNAVAILABLE", "infershield doctor"],
] as const)("%s names the command that helps", (code, command) => {
  const error = refusal(code, acme);
  expect(error).toBeInstanceOf(CustodyError);
  expect([error.code, error.hint]).toEqual([code, expect.stringContaining(command)]);
});

test("message and hint are sentences that can stand behind each other, and the second does not repeat the first", () => {
  const { message, hint } = refusal("REAUTHENTICATION_REQUIRED", acme);
  expect(`${message} ${hint}`).toBe("Sign in to Acme again. Run `infershield auth login acme`.");
});

test.each(["MISSING_CLIENT_KEY", "NOT_PERMITTED"] as const)("%s is told as it is, since no command helps", (code) => {
  expect(refusal(code, acme)).toMatchObject({ code, hint: undefined });
});

test("a timeout says when another attempt makes sense, where that is known", () => {
  expect(refusal("CREDENTIAL_TIMEOUT", acme, 1_500)).toMatchObject({ code: "CREDENTIAL_TIMEOUT", retryAfterMs: 1_500 });
  expect(refusal("CREDENTIAL_TIMEOUT", acme).retryAfterMs).toBeUndefined();
});

test("a key that is not set is named by its variable, and by its provider where there is none", () => {
  expect(refusal("UPSTREAM_KEY_NOT_CONFIGURED", acme).message).toContain("ACME_API_KEY");
  const { message } = refusal("UPSTREAM_KEY_NOT_CONFIGURED", { ...acme, environmentVariables: [] });
  expect(message).toContain("Acme is not signed in");
});
