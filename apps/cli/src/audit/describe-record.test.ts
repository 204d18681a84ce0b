import type { AuditRecord } from "@infershield/audit";
import { expect, test } from "vitest";
import { describeRecord } from "./describe-record.ts";

const record: AuditRecord = {
  timestamp: 1_795_399_447,
  user_id: "local",
  provider: "openai",
  model: "gpt-5",
  action: "chat_completions",
  risk_score: 95,
  blocked: true,
  request_id: "req_86aee9f21ba4883dec8a63a1",
  v: 1,
  ts: "2026-11-23T02:06:23.021Z",
  event: "request",
  phase: "outcome",
  tenant: "default",
  writer: "d8436afcc22f26ce",
  decision: "block",
  outcome: "blocked",
  seq: 8,
  prev: "",
  mac: "",
  hash: "",
};
const threat = (rule: string) => ({ rule, category: "prompt_injection", score: 95 }) as const;

test("a blocked request names its rules, once each, and the id that its tool was told", () => {
  const threats = ["a.one", "a.one", "a.two", "a.three", "a.four", "a.five"].map(threat);
  expect(describeRecord({ ...record, threats })).toMatch(
    /^ {5}8 {2}2026-11-23T02:06:23.021Z {2}block {3}chat_completions {2}local {2}openai\/gpt-5 {2}blocked {2}risk 95 a\.one, a\.two, a\.three and 2 more {2}req_86aee9f21ba4883dec8a63a1$/,
  );
});

test("an administrative act has neither", () => {
  const line = describeRecord({ ...record, event: "token", phase: "intent", risk_score: 0, request_id: "adm_1" });
  expect(line).toMatch(/ {2}intent$/);
});

test("nothing in a record steers a terminal", () => {
  expect(describeRecord({ ...record, model: "\u001b[2J" })).not.toContain("\u001b");
});
