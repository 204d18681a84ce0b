import type { AuditRecord } from "./record.ts";
import type { SinkItem } from "./sink.ts";

/** Severity numbers of the data model: INFO, WARN, ERROR. */
const severities = { info: 9, warn: 13, error: 17 } as const;

/**
 * Records as one export request of OpenTelemetry's log protocol. The body of each is the exact line, so that it still verifies.
 *
 * @param providerName - What the semantic conventions call a provider.
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/
 */
export function otlpLogs(items: readonly SinkItem[], providerName: (provider: string) => string): object {
  return {
    resourceLogs: [
      {
        resource: { attributes: attributes({ "service.name": "infershield" }) },
        scopeLogs: [
          { scope: { name: "infershield.audit" }, logRecords: items.map((item) => logRecord(item, providerName)) },
        ],
      },
    ],
  };
}

function logRecord({ line, record }: SinkItem, providerName: (provider: string) => string): object {
  const body = { stringValue: line };
  if (record === undefined) {
    return { severityNumber: severities.info, severityText: "INFO", body, eventName: "infershield.checkpoint" };
  }
  const level =
    record.decision === "error" ? "error" : record.blocked || record.decision === "refuse" ? "warn" : "info";
  return {
    timeUnixNano: `${record.timestamp}${record.ts.slice(20, 23)}000000`,
    severityNumber: severities[level],
    severityText: level.toUpperCase(),
    eventName: `infershield.${record.event}`,
    body,
    attributes: attributes(describe(record, record.provider === null ? undefined : providerName(record.provider))),
  };
}

/** Names of the semantic conventions where they exist. */
function describe(
  record: AuditRecord,
  providerName: string | undefined,
): Readonly<Record<string, string | number | boolean | undefined>> {
  return {
    "user.id": record.user_id,
    "gen_ai.provider.name": providerName,
    "gen_ai.request.model": record.model,
    "gen_ai.usage.input_tokens": record.tokens_in,
    "gen_ai.usage.output_tokens": record.tokens_out,
    "client.address": record.peer,
    "http.response.status_code": record.status,
    "infershield.seq": record.seq,
    "infershield.request_id": record.request_id,
    "infershield.action": record.action,
    "infershield.phase": record.phase,
    "infershield.decision": record.decision,
    "infershield.blocked": record.blocked,
    "infershield.risk_score": record.risk_score,
  };
}

function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): readonly object[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  // 64-bit integers are strings in the protocol's JSON.
  return typeof value === "boolean" ? { boolValue: value } : { intValue: String(Math.round(value)) };
}
