import { describe, expect, test } from "vitest";
import { builtInPolicy, layeredPolicy, parsePolicy, simulatePolicy } from "./index.ts";

describe("simulation", () => {
  const recorded = [
    { requestId: "a", score: 20, action: "allow", role: "user" },
    { requestId: "b", score: 90, action: "block", role: "user" },
    { requestId: "c", score: 90, action: "block", role: undefined },
  ].map(({ requestId, score, action, role }) => ({
    requestId,
    userId: "alex",
    side: "request" as const,
    action: action as "allow" | "block",
    findings: [
      {
        rule: "prompt_injection.x",
        category: "prompt_injection" as const,
        score,
        severity: "high" as const,
        ...(role && { role: "user" as const }),
      },
    ],
    context: {},
  }));

  test("tells which recorded requests a policy would treat otherwise, and which it cannot tell", async () => {
    const lax = layeredPolicy([parsePolicy({ version: 1, level: "org", name: "lax", riskThreshold: 95 })]);
    expect(await simulatePolicy(recorded, () => lax)).toEqual({
      decisions: 2,
      changes: { "block\u2192allow": 1 },
      examples: [{ requestId: "b", userId: "alex", before: "block", after: "allow", rules: ["prompt_injection.x"] }],
      undecidable: 1,
    });
    expect((await simulatePolicy(recorded, () => builtInPolicy())).changes).toEqual({});
  });

  test("cannot tell of a record whose findings lack a severity", async () => {
    const [first] = recorded;
    const findings = (first?.findings ?? []).map(({ severity: _, ...rest }) => rest);
    const old = recorded.slice(0, 1).map((one) => ({ ...one, findings }));
    expect(await simulatePolicy(old, () => builtInPolicy())).toMatchObject({ decisions: 0, undecidable: 1 });
  });

  test("names the rules that decided, each once, and no other", async () => {
    const found = (category: "secret" | "personal_data", rule: string, role: "user" | "tool_result" = "user") =>
      ({ rule, category, role, score: 90, severity: "high" }) as const;
    const findings = [
      found("secret", "secret.a"),
      found("secret", "secret.a"),
      found("personal_data", "personal_data.email", "tool_result"),
    ];
    const one = { requestId: "a", userId: "alex", side: "request", action: "allow", findings, context: {} } as const;
    expect(await simulatePolicy([one], () => builtInPolicy())).toMatchObject({
      changes: { "allow\u2192redact": 1 },
      examples: [{ rules: ["secret.a"] }],
    });
  });

  test("counts every change and keeps the first hundred as examples", async () => {
    const many = Array.from({ length: 120 }, (_, index) => `r${index}`).flatMap((requestId) =>
      recorded.slice(1, 2).map((blocked) => ({ ...blocked, requestId })),
    );
    const lax = layeredPolicy([parsePolicy({ version: 1, level: "org", name: "lax", riskThreshold: 95 })]);
    const { changes, examples } = await simulatePolicy(many, () => lax);
    expect(changes).toEqual({ "block\u2192allow": 120 });
    expect(examples.map(({ requestId }) => requestId)).toEqual(many.slice(0, 100).map(({ requestId }) => requestId));
  });
});
