import { describe, expect, test } from "vitest";
import { cefLine } from "./export-cef.ts";
import { csvHeader, csvRow } from "./export-csv.ts";
import { ocsfLine } from "./export-ocsf.ts";
import { otlpLogs } from "./otlp.ts";
import type { AuditRecord } from "./record.ts";

/** A record with no more than every record has. */
const bare: AuditRecord = {
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
const full: AuditRecord = {
  ...bare,
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

const timeMs = 1_795_323_807_548;

describe("a record in CEF", () => {
  test("has each thing that is known under its key of the format", () => {
    expect(cefLine(full)).toBe(
      "CEF:0|InferShield|InferShield|1|request.chat_completions|block|10|" +
        `rt=${timeMs} externalId=req_1 suser=alex src=127.0.0.1 act=block outcome=failed reason=policy cat=terminal ` +
        "app=openai cnt=16 in=13 out=14 requestClientApplication=codex sourceServiceName=laptop " +
        "cn1Label=riskScore cn1=95 cn2Label=seq cn2=7 " +
        "cs1Label=threats cs1=secret.github_token secret.aws_key injection.override " +
        `cs2Label=model cs2=gpt-5 cs3Label=policyHash cs3=abc cs4Label=recordHash cs4=${"2".repeat(64)}\n`,
    );
  });

  test("leaves out what is not known, with its label", () => {
    expect(cefLine(bare)).toBe(
      "CEF:0|InferShield|InferShield|1|lifecycle.audit.opened|allow|0|" +
        `rt=${timeMs} externalId=req_1 suser=alex act=allow cat=terminal ` +
        `cn1Label=riskScore cn1=0 cn2Label=seq cn2=7 cs4Label=recordHash cs4=${"2".repeat(64)}\n`,
    );
  });

  test("has a severity from 0 to 10", () => {
    const severity = (risk_score: number) => cefLine({ ...full, risk_score }).split("|")[6];
    expect([-20, 0, 4, 5, 44, 94, 100, 1000].map(severity)).toEqual(["0", "0", "0", "1", "4", "9", "10", "10"]);
  });
});

describe("a record in CSV", () => {
  /** The cells by their column; none of these values holds a comma or a quotation mark. */
  function cells(record: AuditRecord): Readonly<Record<string, string>> {
    const names = csvHeader.trimEnd().split(",");
    const values = csvRow(record).trimEnd().split(",");
    return Object.fromEntries(names.map((name, index) => [name, values[index]?.slice(1, -1) ?? "missing"]));
  }

  test("has each thing that is known in its column, the original seven first", () => {
    const { v: _v, writer: _w, prev: _p, threats: _t, ...plain } = full;
    const texts = Object.entries(plain).map(([name, value]) => [name, String(value)] as const);
    const threats = "secret.github_token=98 secret.aws_key=90 injection.override=80";
    expect(cells(full)).toEqual({ ...Object.fromEntries(texts), threats });
    expect(csvHeader).toMatch(/^timestamp,user_id,provider,action,risk_score,blocked,request_id,.*\r\n$/);
    expect(csvRow(full)).toMatch(/\r\n$/);
  });

  test("has an empty cell for what is not known", () => {
    expect(cells(bare)).toMatchObject({ provider: "", threats: "", model: "", count: "", user_id: "alex" });
  });
});

describe("a record for OpenTelemetry", () => {
  const line = '{"exact":"line"}';

  /** The only log record of an export request. */
  function logged(record: AuditRecord | undefined): unknown {
    expect(otlpLogs([{ line, ...(record && { record }) }])).toEqual({
      resourceLogs: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "infershield" } }] },
          scopeLogs: [{ scope: { name: "infershield.audit" }, logRecords: [expect.anything()] }],
        },
      ],
    });
    return JSON.parse(JSON.stringify(otlpLogs([{ line, ...(record && { record }) }]))).resourceLogs[0].scopeLogs[0]
      .logRecords[0];
  }

  test("has its exact line as body, and each thing that is known under its name of the conventions", () => {
    expect(logged(full)).toEqual({
      timeUnixNano: `${timeMs}000000`,
      severityNumber: 13,
      severityText: "WARN",
      eventName: "infershield.request",
      body: { stringValue: line },
      attributes: [
        { key: "user.id", value: { stringValue: "alex" } },
        { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
        { key: "gen_ai.request.model", value: { stringValue: "gpt-5" } },
        { key: "gen_ai.usage.input_tokens", value: { intValue: "11" } },
        { key: "gen_ai.usage.output_tokens", value: { intValue: "12" } },
        { key: "client.address", value: { stringValue: "127.0.0.1" } },
        { key: "http.response.status_code", value: { intValue: "403" } },
        { key: "infershield.seq", value: { intValue: "7" } },
        { key: "infershield.request_id", value: { stringValue: "req_1" } },
        { key: "infershield.action", value: { stringValue: "chat_completions" } },
        { key: "infershield.phase", value: { stringValue: "terminal" } },
        { key: "infershield.decision", value: { stringValue: "block" } },
        { key: "infershield.blocked", value: { boolValue: true } },
        { key: "infershield.risk_score", value: { intValue: "95" } },
      ],
    });
  });

  test("leaves out what is not known", () => {
    const { attributes } = logged(bare) as { readonly attributes: readonly { readonly key: string }[] };
    expect(attributes.map(({ key }) => key)).toEqual([
      "user.id",
      ...["seq", "request_id", "action", "phase", "decision", "blocked", "risk_score"].map(
        (key) => `infershield.${key}`,
      ),
    ]);
  });

  test("is a warning when it was blocked or refused, an error when something failed, else information", () => {
    const level = (change: Partial<AuditRecord>) => logged({ ...bare, ...change });
    expect(level({})).toMatchObject({ severityNumber: 9, severityText: "INFO" });
    expect(level({ blocked: true })).toMatchObject({ severityNumber: 13, severityText: "WARN" });
    expect(level({ decision: "refuse" })).toMatchObject({ severityNumber: 13, severityText: "WARN" });
    expect(level({ decision: "error" })).toMatchObject({ severityNumber: 17, severityText: "ERROR" });
  });

  test("is a checkpoint when it is no record", () => {
    expect(logged(undefined)).toEqual({
      severityNumber: 9,
      severityText: "INFO",
      body: { stringValue: line },
      eventName: "infershield.checkpoint",
    });
  });
});

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
