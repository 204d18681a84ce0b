import {
  type AnswerChannel,
  type Finding,
  type FindingAction,
  type FindingCategory,
  findingCategories,
  type PromptRole,
  promptRoles,
} from "@infershield/core";
import { describe, expect, test } from "vitest";
import { builtInPolicy, decideFinding, decideVerdict, type Side } from "./index.ts";

const policy = builtInPolicy();
const channels: readonly AnswerChannel["kind"][] = ["text", "reasoning", "tool_call"];

function finding(category: FindingCategory, role: Finding["role"], score: number): Finding {
  const where = { path: "/messages/0/content", start: 0, end: 4, view: "text", explanation: "test" };
  return { rule: `${category}.test`, category, severity: "high", score, role, ...where };
}

function outcome(category: FindingCategory, role: Finding["role"], score: number, side: Side): string {
  const { action, replacement } = decideFinding(finding(category, role, score), policy, side);
  return action === "redact" ? `redact:${replacement}` : action;
}

function outcomes(category: FindingCategory, score: number, side: Side): Record<string, string> {
  const roles = side === "request" ? promptRoles : channels;
  return Object.fromEntries(roles.map((role) => [role, outcome(category, role, score, side)]));
}

function everywhere(roles: readonly string[], action: string): Record<string, string> {
  return Object.fromEntries(roles.map((role) => [role, action]));
}

describe("the built-in policy", () => {
  test("redacts a secret in every role, at any score and on both sides", () => {
    for (const score of [0, 1, 79, 80, 100]) {
      expect(outcomes("secret", score, "request")).toEqual(everywhere(promptRoles, "redact:placeholder"));
      expect(outcomes("secret", score, "answer")).toEqual(everywhere(channels, "redact:placeholder"));
    }
  });

  test("redacts personal data at any score but leaves tool results and tool definitions alone", () => {
    for (const score of [0, 100]) {
      expect(outcomes("personal_data", score, "request")).toEqual({
        ...everywhere(promptRoles, "redact:placeholder"),
        tool_result: "log",
        tool_definition: "log",
      });
    }
  });

  test("redacts personal data in what a person reads, but never inside the arguments of a call", () => {
    expect(outcomes("personal_data", 100, "answer")).toEqual({
      text: "redact:placeholder",
      reasoning: "redact:placeholder",
      tool_call: "log",
    });
  });

  test("at the threshold blocks the person's own injection, neutralises it in data and only reports it elsewhere", () => {
    expect(outcomes("prompt_injection", 80, "request")).toEqual({
      user: "block",
      tool_result: "redact:notice",
      tool_definition: "redact:notice",
      other: "redact:notice",
      system: "warn",
      developer: "warn",
      assistant: "log",
      reasoning: "log",
      tool_call: "log",
    });
  });

  test("below the threshold logs an injection, but still neutralises a likely one in a tool result", () => {
    expect(outcomes("prompt_injection", 79, "request")).toEqual({
      ...everywhere(promptRoles, "log"),
      tool_result: "redact:notice",
    });
    expect(outcome("prompt_injection", "tool_result", 50, "request")).toBe("redact:notice");
    expect(outcome("prompt_injection", "tool_result", 49, "request")).toBe("log");
  });

  test("only logs an injection in an answer: it is the model's word, and what it was told was looked at before", () => {
    expect(outcomes("prompt_injection", 100, "answer")).toEqual(everywhere(channels, "log"));
  });

  test("blocks exfiltration in every channel of an answer from the threshold on", () => {
    expect(outcomes("exfiltration", 80, "answer")).toEqual(everywhere(channels, "block"));
    expect(outcomes("exfiltration", 79, "answer")).toEqual(everywhere(channels, "log"));
  });

  test("blocks exfiltration in a request only when the person asks for it", () => {
    expect(outcomes("exfiltration", 80, "request")).toEqual({ ...everywhere(promptRoles, "log"), user: "block" });
  });

  test("blocks a destructive tool call in an answer from the threshold on, but not the same words in prose", () => {
    expect(outcomes("dangerous_tool_call", 80, "answer")).toEqual({
      text: "log",
      reasoning: "log",
      tool_call: "block",
    });
    expect(outcome("dangerous_tool_call", "tool_call", 79, "answer")).toBe("log");
  });

  test("only logs dangerous calls in a request: they were decided when they were an answer", () => {
    expect(outcomes("dangerous_tool_call", 100, "request")).toEqual(everywhere(promptRoles, "log"));
  });

  test("only logs SQL injection, whatever its score", () => {
    expect(outcomes("sql_injection", 100, "request")).toEqual(everywhere(promptRoles, "log"));
    expect(outcomes("sql_injection", 100, "answer")).toEqual(everywhere(channels, "log"));
  });

  test("never blocks what an agent resends every turn: only the person's own words can block a request", () => {
    const blocking = findingCategories.flatMap((category) =>
      promptRoles.filter((role) => outcome(category, role, 100, "request") === "block"),
    );
    expect(new Set(blocking)).toEqual(new Set(["user"]));
  });

  test("moves the block line, and a line below 50 the neutralising line too, with the risk threshold", () => {
    const act = (riskThreshold: number, role: PromptRole, score: number): FindingAction =>
      decideFinding(finding("prompt_injection", role, score), builtInPolicy({ riskThreshold }), "request").action;
    expect(act(95, "user", 94)).toBe("log");
    expect(act(95, "user", 95)).toBe("block");
    expect(act(95, "tool_result", 50)).toBe("redact");
    expect(act(30, "tool_result", 30)).toBe("redact");
    expect(act(0, "user", 0)).toBe("block");
  });
});

describe("the verdict", () => {
  test("is allow with risk 0 without findings", () => {
    expect(decideVerdict([], policy, "request")).toEqual({ action: "allow", riskScore: 0, decided: [] });
  });

  test("is the strictest action, with the highest score of any finding", () => {
    const secret = finding("secret", "user", 10);
    const sql = finding("sql_injection", "user", 99);
    const attack = finding("prompt_injection", "user", 90);
    expect(decideVerdict([sql], policy, "request")).toMatchObject({ action: "allow", riskScore: 99 });
    expect(decideVerdict([sql, secret], policy, "request")).toMatchObject({ action: "redact", riskScore: 99 });
    expect(decideVerdict([attack, secret], policy, "request")).toMatchObject({ action: "block", riskScore: 90 });
    expect(decideVerdict([secret, attack], policy, "request").decided.map((one) => one.action)).toEqual([
      "redact",
      "block",
    ]);
  });

  test("is redact for an injection in a tool result, so that the session can go on", () => {
    const verdict = decideVerdict([finding("prompt_injection", "tool_result", 95)], policy, "request");
    expect(verdict).toMatchObject({ action: "redact", decided: [{ replacement: "notice" }] });
  });
});
