import type { Finding } from "@infershield/core";
import { builtInPolicy } from "@infershield/policy";
import { expect, test } from "vitest";
import { decideRequest } from "./decide.ts";

const policy = builtInPolicy({ riskThreshold: 80 });
const secret: Finding = {
  rule: "service.api_key",
  category: "secret",
  severity: "high",
  score: 70,
  role: "user",
  path: "/messages/0/content",
  start: 0,
  end: 4,
  view: "text",
  explanation: "",
};

test("a secret that has a place is redacted", () => {
  expect(decideRequest([secret], undefined, policy, {}).action).toBe("redact");
});

test("a secret somewhere in the request is blocked, and so told", () => {
  const verdict = decideRequest([secret, { ...secret, path: "" }], undefined, policy, {});
  expect(verdict.action).toBe("block");
  expect(verdict.decided.map(({ action }) => action)).toEqual(["redact", "block"]);
});

test("what policy only logs about the whole request lets it pass", () => {
  const logged: Finding = { ...secret, path: "", category: "sql_injection" };
  expect(decideRequest([logged], undefined, policy, {}).action).toBe("allow");
});

test("what cannot be scanned passes unless the policy says otherwise", () => {
  expect(decideRequest([], { partial: true }, policy, {}).action).toBe("allow");
  const strict = { ...policy, unscannable: "block" as const };
  expect(decideRequest([], { partial: true }, strict, {}).action).toBe("block");
  expect(decideRequest([], { partial: false }, strict, {}).action).toBe("allow");
});
