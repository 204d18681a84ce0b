import { describe, expect, test } from "vitest";
import { bareRecord as bare, fullRecord as full, recordTimeMs as timeMs } from "../test/known-records.ts";
import { ocsfLine } from "./export-ocsf.ts";
import type { AuditRecord } from "./record.ts";

describe("a record in OCSF", () => {
  const event = (change: Partial<AuditRecord>) => JSON.parse(ocsfLine({ ...bare, ...change }));
  const metadata = {
    version: "1.9.0-dev",
    product: { name: "InferShield", vendor_name: "InferShield" },
    uid: "2".repeat(64),
    sequence: 7,
    tenant_uid: "default",
    correlation_uid: "req_1",
  };
  const caller = { uid: "alex", name: "alex" };

  test("that was blocked is a finding with its evidence", () => {
    expect(JSON.parse(ocsfLine(full))).toEqual({
      category_uid: 2,
      class_uid: 2004,
      activity_id: 1,
      type_uid: 200_401,
      time: timeMs,
      severity_id: 5,
      status_id: 1,
      count: 16,
      metadata: { ...metadata, profiles: ["security_control"] },
      unmapped: {
        phase: "terminal",
        decision: "block",
        outcome: "failed",
        reason: "policy",
        rules: ["secret.github_token", "secret.aws_key", "injection.override"],
        policy_hash: "abc",
        upstream_status: 200,
      },
      finding_info: { uid: "req_1", title: "secret.github_token", types: ["secret", "prompt_injection"] },
      is_alert: true,
      evidences: [
        {
          actor: { user: caller },
          api: { operation: "chat_completions", service: { name: "openai" }, request: { uid: "req_1" } },
          src_endpoint: { ip: "127.0.0.1", uid: "laptop" },
        },
      ],
      action_id: 2,
      disposition_id: 2,
      risk_score: 95,
    });
  });

  test("that was let through is the use of an API", () => {
    const used = { ...full, blocked: false, decision: "allow", outcome: "completed", count: undefined } as const;
    const { count: _, ...record } = used;
    expect(JSON.parse(ocsfLine(record))).toMatchObject({
      category_uid: 6,
      class_uid: 6003,
      activity_id: 1,
      type_uid: 600_301,
      severity_id: 2,
      status_id: 1,
      status_code: "403",
      metadata: { ...metadata, profiles: ["ai_operation", "security_control"] },
      actor: { user: caller },
      api: { operation: "chat_completions", service: { name: "openai" }, request: { uid: "req_1" } },
      src_endpoint: { ip: "127.0.0.1", uid: "laptop" },
      action_id: 1,
      disposition_id: 1,
      risk_score: 95,
      ai_model: { ai_provider: "openai", name: "gpt-5" },
      message_context: { uid: "s1", service: { name: "openai" }, prompt_tokens: 11, completion_tokens: 12 },
    });
  });

  test("leaves out what is not known", () => {
    expect(event({})).toEqual({
      category_uid: 6,
      class_uid: 6003,
      activity_id: 1,
      type_uid: 600_301,
      time: timeMs,
      severity_id: 1,
      status_id: 1,
      metadata: { ...metadata, profiles: ["ai_operation", "security_control"] },
      unmapped: { phase: "terminal", decision: "allow" },
      actor: { user: caller },
      api: { operation: "audit.opened", request: { uid: "req_1" } },
      src_endpoint: { name: "unknown" },
      action_id: 1,
      disposition_id: 1,
      risk_score: 0,
    });
    expect(event({ session_id: "s1" }).message_context).toEqual({ uid: "s1", service: { name: "InferShield" } });
    expect(event({ provider: "openai" })).not.toHaveProperty("ai_model");
    expect(event({ model: "gpt-5" })).not.toHaveProperty("ai_model");
  });

  test("names a finding by its first rule, else by its reason, else by what was done", () => {
    const title = (change: Partial<AuditRecord>) => event({ blocked: true, ...change }).finding_info;
    expect(title({ threats: full.threats ?? [], reason: "policy" })).toMatchObject({ title: "secret.github_token" });
    expect(title({ reason: "policy" })).toEqual({ uid: "req_1", title: "policy", types: [] });
    expect(title({})).toMatchObject({ title: "audit.opened" });
  });

  test("about a sign-in or an account is of that class, with what was done to it", () => {
    const signIn = event({ event: "authentication", action: "auth.login" });
    expect(signIn).toMatchObject({
      class_uid: 3002,
      activity_id: 1,
      type_uid: 300_201,
      user: caller,
      service: { name: "InferShield" },
      src_endpoint: { name: "unknown" },
    });
    expect(event({ event: "authentication", action: "auth.logout" })).toMatchObject({ activity_id: 2 });
    for (const [kind, action, activity] of [
      ["token", "token.create", 1],
      ["token", "token.rotate", 1],
      ["admin", "admin.create-user", 1],
      ["token", "token.revoke", 6],
      ["admin", "admin.delete-user", 6],
      ["admin", "team.delete", 6],
      ["admin", "team.created-by", 99],
      ["admin", "team.deleted-by", 99],
      ["admin", "policy.set", 99],
    ] as const) {
      expect(event({ event: kind, action })).toMatchObject({ class_uid: 3001, activity_id: activity, user: caller });
    }
  });

  test("has a severity by its score, and by whether anything was done about it", () => {
    const severity = (decision: AuditRecord["decision"]) => (risk_score: number) =>
      event({ decision, risk_score }).severity_id;
    expect([0, 49, 50, 100].map(severity("allow"))).toEqual([1, 1, 2, 2]);
    expect([39, 40, 69, 70, 89, 90].map(severity("redact"))).toEqual([2, 3, 3, 4, 4, 5]);
  });

  test.each([
    ["allow", 1, 1, 1],
    ["redact", 1, 11, 1],
    ["block", 2, 2, 1],
    ["refuse", 2, 25, 2],
    ["error", 2, 27, 2],
  ] as const)(
    "that ended with %s says what was done, and whether it succeeded",
    (decision, action, disposition, status) => {
      expect(event({ decision })).toMatchObject({
        action_id: action,
        disposition_id: disposition,
        status_id: status,
      });
    },
  );

  test("failed where its outcome says so, but for a finding, whose status tells how far it is dealt with", () => {
    expect(event({ outcome: "failed" })).toMatchObject({ status_id: 2 });
    expect(event({ outcome: "aborted" })).toMatchObject({ status_id: 2 });
    expect(event({ outcome: "failed", blocked: true })).toMatchObject({ class_uid: 2004, status_id: 1 });
  });

  test("names where a call came from: an address, another name, the device, or unknown", () => {
    const from = (change: Partial<AuditRecord>) => event(change).src_endpoint;
    expect(from({ peer: "::1" })).toEqual({ ip: "::1" });
    expect(from({ peer: "unix socket", device: "laptop" })).toEqual({ name: "unix socket", uid: "laptop" });
    expect(from({ device: "laptop" })).toEqual({ name: "laptop", uid: "laptop" });
  });
});
