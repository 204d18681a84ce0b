import { describe, expect, test } from "vitest";
import { bareRecord as bare, fullRecord as full, recordTimeMs as timeMs } from "../test/known-records.ts";
import { cefLine } from "./export-cef.ts";
import { csvHeader, csvRow } from "./export-csv.ts";
import { otlpLogs } from "./otlp.ts";
import type { AuditRecord } from "./record.ts";

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
    const request = otlpLogs([{ line, ...(record && { record }) }], (provider) => `name of ${provider}`);
    expect(request).toEqual({
      resourceLogs: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "infershield" } }] },
          scopeLogs: [{ scope: { name: "infershield.audit" }, logRecords: [expect.anything()] }],
        },
      ],
    });
    return JSON.parse(JSON.stringify(request)).resourceLogs[0].scopeLogs[0].logRecords[0];
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
        { key: "gen_ai.provider.name", value: { stringValue: "name of openai" } },
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
