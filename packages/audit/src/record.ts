import { AuditError } from "./error.ts";
import type { AuditEvent, AuditThreat } from "./event.ts";
import { isoTime } from "./iso-time.ts";
import { asciiJson } from "./line.ts";

/** One record as it lies on disk, wire names and all; `docs/audit-format.md` describes every field. */
export interface AuditRecord {
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly user_id: string;
  readonly provider: string | null;
  readonly action: string;
  readonly risk_score: number;
  readonly blocked: boolean;
  readonly request_id: string;
  readonly v: 1;
  /** ISO 8601 with milliseconds, UTC. */
  readonly ts: string;
  readonly event: AuditEvent["event"];
  readonly phase: AuditEvent["phase"];
  readonly tenant: string;
  /** Which opening of the log wrote it: 16 hex digits. */
  readonly writer: string;
  readonly token_id?: string;
  readonly device?: string;
  /** Id of the account, team or token that an administrative act is about; `user_id` is whoever acted. */
  readonly subject?: string;
  readonly session_id?: string;
  readonly model?: string;
  readonly decision: AuditEvent["decision"];
  readonly enforced?: boolean;
  readonly partial?: boolean;
  readonly fail_open?: boolean;
  readonly threats?: readonly AuditThreat[];
  /** How many findings did not fit into `threats`. */
  readonly threats_omitted?: number;
  readonly policy_id?: string;
  readonly policy_hash?: string;
  readonly detector_version?: string;
  readonly status?: number;
  readonly upstream_status?: number;
  readonly tokens_in?: number;
  readonly tokens_out?: number;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  readonly latency_ms?: number;
  readonly outcome?: NonNullable<AuditEvent["outcome"]>;
  readonly reason?: string;
  readonly count?: number;
  readonly peer?: string;
  readonly user_agent?: string;
  readonly excerpt?: unknown;
  readonly seq: number;
  readonly prev: string;
  readonly mac?: string;
  readonly hash: string;
}

/** Longer texts are cut, so that one record stays far below the longest line a reader takes. */
const maxTextLength = 256;
const maxThreats = 32;

/** What a record says that its event does not. */
export interface RecordPlace {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly writer: string;
  /** Which of a request's records it is, whatever the event says. */
  readonly phase: AuditEvent["phase"];
  /** The sealed form of `event.excerpt`; the plain one is never stored. */
  readonly excerpt?: unknown;
}

/**
 * Writes an event as a record without its place in the chain: a JSON object in printable ASCII. Two of these are written for every request,
 * which is why the members are put together here and not by `JSON.stringify`: that takes twice as long.
 *
 * @throws AuditError `INVALID_EVENT`
 */
export function recordJson(event: AuditEvent, place: RecordPlace): string {
  if (event.requestId === "") throw new AuditError("INVALID_EVENT", "An audit event needs a request id.");
  const { now, writer, phase, excerpt } = place;
  return (
    `{"timestamp":${Math.floor(now / 1000)},"user_id":${quoted(event.userId)}` +
    `,"provider":${event.provider === undefined ? "null" : quoted(event.provider)},"action":${quoted(event.action)}` +
    `${number("risk_score", event.riskScore)},"blocked":${event.blocked},"request_id":${quoted(event.requestId)}` +
    `,"v":1,"ts":"${isoTime(now)}","event":"${event.event}","phase":"${phase}","tenant":${quoted(event.tenant)}` +
    `,"writer":"${writer}"${text("token_id", event.tokenId)}${text("device", event.device)}` +
    `${text("subject", event.subject)}${text("session_id", event.sessionId)}${text("model", event.model)}` +
    `,"decision":"${event.decision}"${flag("enforced", event.enforced)}` +
    `${flag("partial", event.partial)}${flag("fail_open", event.failOpen)}${threats(event.threats)}` +
    `${text("policy_id", event.policyId)}${text("policy_hash", event.policyHash)}` +
    `${text("detector_version", event.detectorVersion)}${number("status", event.status)}` +
    `${number("upstream_status", event.upstreamStatus)}${number("tokens_in", event.tokensIn)}` +
    `${number("tokens_out", event.tokensOut)}${number("bytes_in", event.bytesIn)}${number("bytes_out", event.bytesOut)}` +
    `${number("latency_ms", event.latencyMs)}${text("outcome", event.outcome)}${text("reason", event.reason)}` +
    `${number("count", event.count)}${text("peer", event.peer)}${text("user_agent", event.userAgent)}` +
    `${excerpt === undefined ? "" : `,"excerpt":${asciiJson(excerpt)}`}}`
  );
}

function threats(all: readonly AuditThreat[]): string {
  if (all.length === 0) return "";
  const omitted = all.length > maxThreats ? all.length - maxThreats : undefined;
  return `,"threats":[${all.slice(0, maxThreats).map(threatJson).join()}]${number("threats_omitted", omitted)}`;
}

function threatJson({ rule, category, score, severity, role, action }: AuditThreat): string {
  const points = Number.isFinite(score) ? score : 100;
  const facts = `${text("severity", severity)}${text("role", role)}${text("action", action)}`;
  return `{"rule":${quoted(rule)},"category":"${category}","score":${points}${facts}}`;
}

function number(name: string, value: number | undefined): string {
  if (value === undefined) return "";
  if (Number.isFinite(value)) return `,"${name}":${value}`;
  throw new AuditError("INVALID_EVENT", "A number of an audit event is not finite.");
}

function flag(name: string, value: boolean | undefined): string {
  return value === undefined ? "" : `,"${name}":${value}`;
}

function text(name: string, value: string | undefined): string {
  return value === undefined ? "" : `,"${name}":${quoted(value)}`;
}

/** Every character stands for itself in a JSON text. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(value: string): string {
  // Never cut between the two halves of a code point.
  const short = value.length <= maxTextLength ? value : value.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, "");
  return plain.test(short) ? `"${short}"` : asciiJson(short);
}
