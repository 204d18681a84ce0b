import { expect, test } from "vitest";
import { IdentityError } from "./error.ts";
import { planGrant } from "./token-rules.ts";

const dayMs = 86_400_000;
const path = { path: true, providers: ["google"] };

test.each([
  [{ name: "" }, "INVALID_NAME"],
  [{ name: "a\u001b[31m" }, "INVALID_NAME"],
  [{ name: "a".repeat(65) }, "INVALID_NAME"],
  [{ userId: "a b" }, "INVALID_NAME"],
  [{ device: "\u202e" }, "INVALID_NAME"],
  [{ providers: [] }, "INVALID_NAME"],
  [{ providers: ["../x"] }, "INVALID_NAME"],
  [{ scopes: ["scim"] }, "INVALID_SCOPE"],
  [{ kind: "a", scopes: ["proxy:invoke"] }, "INVALID_SCOPE"],
  [{ kind: "a", expiresInMs: 31 * dayMs }, "INVALID_EXPIRY"],
  [{ expiresInMs: 0 }, "INVALID_EXPIRY"],
  [{ expiresInMs: Number.NaN }, "INVALID_EXPIRY"],
  [{ ...path, providers: "all" }, "INVALID_PATH_TOKEN"],
  [{ ...path, providers: ["a", "b"] }, "INVALID_PATH_TOKEN"],
  [{ ...path, kind: "s" }, "INVALID_PATH_TOKEN"],
  [{ ...path, scopes: ["audit:read"] }, "INVALID_SCOPE"],
  [{ ...path, expiresInMs: 31 * dayMs }, "INVALID_EXPIRY"],
] as const)("%j is refused with %s", (input, code) => {
  const plan = () => planGrant({ userId: "local", name: "a", ...input }, 0);
  expect(plan).toThrow(expect.objectContaining({ constructor: IdentityError, code }));
});

test("a path token lives thirty days, another one ninety", () => {
  expect(planGrant({ userId: "local", name: "a", ...path }, 1000).expiresAt).toBe(1000 + 30 * dayMs);
  expect(planGrant({ userId: "local", name: "a" }, 1000).expiresAt).toBe(1000 + 90 * dayMs);
});
