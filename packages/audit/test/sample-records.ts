import type { AuditRecord } from "../src/index.ts";

/** Values that break what they are put into when it does not take care. */
const hostileTexts: readonly string[] = [
  "a\r\nb: injected",
  "\u001b[31mred\u001b[0m\u0007",
  "before\u2028after\u2029end",
  "\u202eevil\u202c \u2066x\u2069",
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\uff1dcmd",
  "a|b|c",
  "key=value other=1",
  "back\\slash \\| \\=",
  "</script><script>alert(1)</script>",
  '"quoted", comma; semicolon',
  "'apostrophe",
  "nul\u0000byte",
  "zero\u200bwidth\ufeff",
  "half \ud800 surrogate",
  "ümläut 日本語 😀",
  "CEF:0|x|y|1|1|n|1|",
  '{"json":true}',
  " leading and trailing ",
];

/** Records of every kind, with every optional member there and not. */
export function* sampleRecords(): Generator<AuditRecord> {
  const base: AuditRecord = {
    timestamp: 1_795_323_807,
    user_id: "alex@example.com",
    provider: "openai",
    action: "chat_completions",
    risk_score: 0,
    blocked: false,
    request_id: "req_1",
    v: 1,
    ts: "2026-11-22T05:03:27.548Z",
    event: "request",
    phase: "intent",
    tenant: "default",
    writer: "deb0e31bf33c7163",
    decision: "allow",
    seq: 1,
    prev: "0".repeat(64),
    mac: "1".repeat(64),
    hash: "2".repeat(64),
  };
  const threats = [
    {
      rule: "secret.github_token",
      category: "secret",
      score: 98,
      severity: "critical",
      role: "user",
      action: "redact",
    },
    { rule: "injection.override", category: "prompt_injection", score: 90, severity: "high", role: "tool_result" },
  ] as const;
  const full: AuditRecord = {
    ...base,
    token_id: "tok_1",
    device: "laptop",
    session_id: "session",
    model: "gpt-5",
    enforced: true,
    threats,
    policy_id: "acme",
    policy_hash: "3".repeat(64),
    detector_version: "1.0.0",
    status: 200,
    upstream_status: 200,
    tokens_in: 10,
    tokens_out: 20,
    bytes_in: 100,
    bytes_out: 200,
    latency_ms: 12,
    outcome: "completed",
    reason: "answer_block",
    count: 3,
    peer: "127.0.0.1",
    user_agent: "client/1.0",
  };
  const actions: Readonly<Record<AuditRecord["event"], readonly string[]>> = {
    request: ["chat_completions", "messages"],
    authentication: ["auth.login", "auth.logout", "request.refused"],
    admin: ["admin.create-user", "admin.delete-user", "policy.changed"],
    token: ["token.create", "token.rotate", "token.revoke", "token.refreshed"],
    lifecycle: ["audit.recovered", "audit.expired"],
  };
  const events = ["request", "authentication", "admin", "token", "lifecycle"] as const;
  for (const whole of [base, full]) {
    for (const event of events) {
      for (const action of actions[event]) {
        for (const decision of ["allow", "redact", "block", "error", "refuse"] as const) {
          for (const phase of ["intent", "outcome", "terminal"] as const) {
            for (const risk_score of [0, 50, 75, 100]) {
              const blocked = decision === "block" || decision === "refuse";
              yield { ...whole, event, action, decision, phase, risk_score, blocked };
            }
          }
        }
      }
    }
    yield { ...whole, provider: null };
  }
  for (const text of hostileTexts)
    yield { ...full, user_id: text, model: text, user_agent: text, device: text, peer: text };
}
