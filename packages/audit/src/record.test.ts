import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditError, testEvent } from "../test/fixtures.ts";
import { csvHeader } from "./export-csv.ts";
import type { AuditEvent } from "./index.ts";
import { type RecordPlace, recordJson } from "./record.ts";

const now = Date.UTC(2026, 10, 22, 1, 12, 9, 7);
const place = { now, writer: "00112233aabbccdd", phase: "outcome" } as const;

const sealed = { v: 1, alg: "A256GCM", kid: "0011", iv: "-_", authTag: "aA", ciphertext: "zZ-_09" } as const;

const everything: Required<AuditEvent> = {
  event: "request",
  action: "chat_completions",
  phase: "intent",
  tenant: "default",
  userId: "alex@example.com",
  tokenId: "tok_1",
  device: "laptop",
  subject: "team-a",
  requestId: "req_1",
  sessionId: "s_1",
  provider: "openai",
  model: "gpt-5",
  decision: "redact",
  blocked: false,
  riskScore: 12.5,
  threats: [
    { rule: "secret.github_token", category: "secret", score: 90, severity: "high", role: "user", action: "redact" },
    { rule: "pii.email", category: "personal_data", score: Number.NaN },
  ],
  policyId: "p",
  policyHash: "sha256:00",
  detectorVersion: "1",
  enforced: false,
  partial: true,
  failOpen: true,
  status: 200,
  upstreamStatus: 201,
  tokensIn: 0,
  tokensOut: -0,
  bytesIn: 1e21,
  bytesOut: 3,
  latencyMs: 0.25,
  outcome: "completed",
  reason: "none",
  count: 2,
  peer: "127.0.0.1",
  userAgent: "openai-é/4",
  excerpt: "never written",
};

/** Every member in the order of docs/audit-format.md. */
const written = {
  timestamp: 1795309929,
  user_id: "alex@example.com",
  provider: "openai",
  action: "chat_completions",
  risk_score: 12.5,
  blocked: false,
  request_id: "req_1",
  v: 1,
  ts: "2026-11-22T01:12:09.007Z",
  event: "request",
  phase: "outcome",
  tenant: "default",
  writer: "00112233aabbccdd",
  token_id: "tok_1",
  device: "laptop",
  subject: "team-a",
  session_id: "s_1",
  model: "gpt-5",
  decision: "redact",
  enforced: false,
  partial: true,
  fail_open: true,
  threats: [
    { rule: "secret.github_token", category: "secret", score: 90, severity: "high", role: "user", action: "redact" },
    { rule: "pii.email", category: "personal_data", score: 100 },
  ],
  policy_id: "p",
  policy_hash: "sha256:00",
  detector_version: "1",
  status: 200,
  upstream_status: 201,
  tokens_in: 0,
  tokens_out: 0,
  bytes_in: 1e21,
  bytes_out: 3,
  latency_ms: 0.25,
  outcome: "completed",
  reason: "none",
  count: 2,
  peer: "127.0.0.1",
  user_agent: "openai-é/4",
  excerpt: sealed,
};

/** A record with the brace that its place in the chain stands before. */
function whole(event: AuditEvent, where: RecordPlace): string {
  return `${recordJson(event, where)}}`;
}

describe("a record's JSON", () => {
  test("has every member in the order of the format, as JSON.stringify would write it in ASCII", () => {
    const expected = JSON.stringify(written).replace("é", "\\u00e9");
    expect(whole(everything, { ...place, excerpt: sealed })).toBe(expected);
  });

  test("has the members that the format's page names, and each but the encrypted and chained ones has a column in CSV", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/audit-format.md"), "utf8");
    const [, table = ""] = /## Record\n(.*?)\n## /s.exec(page) ?? [];
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    const named = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`([a-z_]+)`/g)].map(([, name]) => name),
    );
    const members = Object.keys({ ...written, threats_omitted: 1, seq: 1, prev: "", mac: "", hash: "" });
    expect([...named].sort()).toEqual([...members].sort());
    const columns = csvHeader.trim().split(",");
    expect(named.filter((name) => !columns.includes(name ?? ""))).toEqual(["v", "writer", "excerpt", "prev", "mac"]);
    expect(columns.filter((column) => !named.includes(column))).toEqual([]);
  });

  test("leaves out what has no value, but for the provider", () => {
    const { provider: _none, model: _neither, status: _nor, ...event } = testEvent({ threats: [] });
    expect(Object.keys(JSON.parse(whole(event, place)))).toEqual(
      Object.keys(written).filter((name) =>
        // biome-ignore format: one line shows the order better
        ["timestamp", "user_id", "provider", "action", "risk_score", "blocked", "request_id", "v", "ts", "event", "phase", "tenant", "writer", "decision"].includes(name),
      ),
    );
    expect(JSON.parse(whole(event, place))).toMatchObject({ provider: null });
  });

  test("writes any text of any member as printable ASCII that reads back as it was", () => {
    const texts = [
      '"',
      "\\",
      "\\u0041",
      "\n\r\t\0\u001b[31m",
      "é\u2028\u202e😀",
      "\ud800",
      "\u007f\u0080",
      "</script>",
      "",
    ];
    const names = [
      ...["userId", "action", "tenant", "tokenId", "device", "subject", "sessionId", "provider", "model", "policyId"],
      ...["policyHash", "detectorVersion", "reason", "peer", "userAgent"],
    ] as const;
    for (const name of names) {
      for (const text of texts) {
        const json = whole(testEvent({ [name]: text, requestId: `r${text}` }), place);
        expect(json).toMatch(/^[\x20-\x7e]+$/);
        const member = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        expect(JSON.parse(json)).toMatchObject({ [member]: text, request_id: `r${text}` });
      }
    }
    const [threat] = JSON.parse(
      whole(testEvent({ threats: [{ rule: '"é', category: "secret", score: 1 }] }), place),
    ).threats;
    expect(threat).toEqual({ rule: '"é', category: "secret", score: 1 });
  });

  test("cuts a text after 256 units, never through a character, and findings after 32", () => {
    const threats = Array.from(
      { length: 33 },
      () => ({ rule: "r".repeat(300), category: "secret", score: 1 }) as const,
    );
    const cut = JSON.parse(
      whole(testEvent({ userId: "x".repeat(257), model: `${"x".repeat(255)}😀`, threats }), place),
    );
    expect(cut.user_id).toBe("x".repeat(256));
    expect(cut.model).toBe("x".repeat(255));
    const long = `😀${"x".repeat(300)}`;
    expect(JSON.parse(whole(testEvent({ device: long }), place)).device).toBe(long.slice(0, 256));
    expect(cut.threats).toHaveLength(32);
    expect(cut.threats[0].rule).toHaveLength(256);
    expect(cut.threats_omitted).toBe(1);
    const all = JSON.parse(whole(testEvent({ threats: threats.slice(1) }), place));
    expect(all.threats).toHaveLength(32);
    expect(all).not.toHaveProperty("threats_omitted");
  });

  test("is refused for each number that is none, and without a request id", () => {
    const invalid = auditError("INVALID_EVENT");
    const names = [
      ...["riskScore", "status", "upstreamStatus", "tokensIn", "tokensOut", "bytesIn", "bytesOut"],
      ...["latencyMs", "count"],
    ] as const;
    for (const name of names) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => whole(testEvent({ [name]: value }), place), name).toThrow(invalid);
      }
    }
    expect(() => whole(testEvent({ requestId: "" }), place)).toThrow(invalid);
  });
});
