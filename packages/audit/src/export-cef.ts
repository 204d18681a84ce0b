import { printable } from "./printable.ts";
import type { AuditRecord } from "./record.ts";

/**
 * One record as a line of ArcSight's Common Event Format, version 0.
 *
 * Signature id is `event.action`, name is the decision, severity is the risk score on a scale of 0 to 10.
 *
 * @see "Implementing ArcSight Common Event Format", version 25
 */
export function cefLine(record: AuditRecord): string {
  const header = ["CEF:0", "InferShield", "InferShield", "1", `${record.event}.${record.action}`, record.decision];
  const severity = Math.max(0, Math.min(10, Math.round(record.risk_score / 10)));
  const extension = extensions(record)
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== null)
    .map(([key, value]) => `${key}=${extensionValue(String(value))}`)
    .join(" ");
  const [magic = "", ...fields] = header;
  return `${[magic, ...fields.map(headerField), severity, extension].join("|")}\n`;
}

function extensions(record: AuditRecord): [string, string | number | null | undefined][] {
  const threats = record.threats?.map((threat) => threat.rule).join(" ");
  return [
    ["rt", record.timestamp * 1000 + Number(record.ts.slice(20, 23))],
    ["externalId", record.request_id],
    ["suser", record.user_id],
    ["src", record.peer],
    ["act", record.decision],
    ["outcome", record.outcome],
    ["reason", record.reason],
    ["cat", record.phase],
    ["app", record.provider],
    ["cnt", record.count],
    ["in", record.bytes_in],
    ["out", record.bytes_out],
    ["requestClientApplication", record.user_agent],
    ["sourceServiceName", record.device],
    ["cn1Label", "riskScore"],
    ["cn1", record.risk_score],
    ["cn2Label", "seq"],
    ["cn2", record.seq],
    ["cs1Label", threats === undefined ? undefined : "threats"],
    ["cs1", threats],
    ["cs2Label", record.model === undefined ? undefined : "model"],
    ["cs2", record.model],
    ["cs3Label", record.policy_hash === undefined ? undefined : "policyHash"],
    ["cs3", record.policy_hash],
    ["cs4Label", "recordHash"],
    ["cs4", record.hash],
  ];
}

/** In the header backslash and pipe are escaped, and nothing may break the line. */
function headerField(text: string): string {
  return escaped(text, "|");
}

/** In a value backslash and equals sign are escaped. */
function extensionValue(text: string): string {
  return escaped(text, "=");
}

function escaped(text: string, separator: string): string {
  return printable(text).replaceAll("\\", "\\\\").replaceAll(separator, `\\${separator}`);
}
