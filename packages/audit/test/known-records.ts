import type { AuditRecord } from "../src/index.ts";

/** A record with no more than every record has. */
export const bareRecord: AuditRecord = {
  timestamp: 1_795_323_807,
  user_id: "alex",
  provider: null,
  action: "audit.opened",
  risk_score: 0,
  blocked: false,
  request_id: "req_1",
  v: 1,
  ts: "2026-11-22T05:03:27.548Z",
  event: "lifecycle",
  phase: "terminal",
  tenant: "default",
  writer: "deb0e31bf33c7163",
  decision: "allow",
  seq: 7,
  prev: "0".repeat(64),
  hash: "2".repeat(64),
};

/** A request about which everything is known. */
export const fullRecord: AuditRecord = {
  ...bareRecord,
  provider: "openai",
  action: "chat_completions",
  event: "request",
  risk_score: 95,
  blocked: true,
  decision: "block",
  token_id: "tok_1",
  device: "laptop",
  subject: "acc_1",
  session_id: "s1",
  model: "gpt-5",
  enforced: true,
  partial: false,
  fail_open: false,
  threats: [
    { rule: "secret.github_token", category: "secret", score: 98, severity: "critical", role: "user" },
    { rule: "secret.aws_key", category: "secret", score: 90, severity: "high", role: "user" },
    { rule: "injection.override", category: "prompt_injection", score: 80, severity: "high", role: "user" },
  ],
  threats_omitted: 2,
  policy_id: "acme",
  policy_hash: "abc",
  detector_version: "3",
  status: 403,
  upstream_status: 200,
  tokens_in: 11,
  tokens_out: 12,
  bytes_in: 13,
  bytes_out: 14,
  latency_ms: 15,
  outcome: "failed",
  reason: "policy",
  count: 16,
  peer: "127.0.0.1",
  user_agent: "codex",
};

/** The time of both, epoch milliseconds. */
export const recordTimeMs = 1_795_323_807_548;
