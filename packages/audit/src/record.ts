import { AuditError } from "./error.ts";
import type { AuditEvent, AuditThreat } from "./event.ts";
import { isoTime } from "./iso-time.ts";

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
  readonly mac: string;
  readonly hash: string;
}

/** Everything of a record but its place in the chain. */
export type RecordContent = Omit<AuditRecord, "seq" | "prev" | "mac" | "hash">;

/** Longer texts are cut, so that one record stays far below the longest line a reader takes. */
const maxTextLength = 256;
const maxThreats = 32;

/**
 * Turns an event into the content of a record.
 *
 * @param place.phase - Which of a request's records it is, whatever the event says.
 * @param place.excerpt - The sealed form of `event.excerpt`; the plain one is never stored.
 * @throws AuditError `INVALID_EVENT`
 */
export function recordContent(
  event: AuditEvent,
  place: {
    readonly now: number;
    readonly writer: string;
    readonly phase: AuditEvent["phase"];
    readonly excerpt?: unknown;
  },
): RecordContent {
  if (event.requestId === "") throw new AuditError("INVALID_EVENT", "An audit event needs a request id.");
  const content: Record<keyof RecordContent, unknown> = {
    timestamp: Math.floor(place.now / 1000),
    user_id: cut(event.userId),
    provider: cut(event.provider) ?? null,
    action: cut(event.action),
    risk_score: finite(event.riskScore),
    blocked: event.blocked,
    request_id: cut(event.requestId),
    v: 1,
    ts: isoTime(place.now),
    event: event.event,
    phase: place.phase,
    tenant: cut(event.tenant),
    writer: place.writer,
    token_id: cut(event.tokenId),
    device: cut(event.device),
    subject: cut(event.subject),
    session_id: cut(event.sessionId),
    model: cut(event.model),
    decision: event.decision,
    enforced: event.enforced,
    threats: event.threats.length > 0 ? event.threats.slice(0, maxThreats).map(threatContent) : undefined,
    threats_omitted: event.threats.length > maxThreats ? event.threats.length - maxThreats : undefined,
    policy_id: cut(event.policyId),
    policy_hash: cut(event.policyHash),
    detector_version: cut(event.detectorVersion),
    status: finite(event.status),
    upstream_status: finite(event.upstreamStatus),
    tokens_in: finite(event.tokensIn),
    tokens_out: finite(event.tokensOut),
    bytes_in: finite(event.bytesIn),
    bytes_out: finite(event.bytesOut),
    latency_ms: finite(event.latencyMs),
    outcome: event.outcome,
    reason: cut(event.reason),
    count: finite(event.count),
    peer: cut(event.peer),
    user_agent: cut(event.userAgent),
    excerpt: place.excerpt,
  };
  return content as RecordContent;
}

function finite(value: number | undefined): number | undefined {
  if (value === undefined || Number.isFinite(value)) return value;
  throw new AuditError("INVALID_EVENT", "A number of an audit event is not finite.");
}

function threatContent(threat: AuditThreat): AuditThreat {
  const { rule, category, score, severity, role, action } = threat;
  return {
    rule: cut(rule),
    category,
    score: Number.isFinite(score) ? score : 100,
    ...(severity && { severity }),
    ...(role && { role }),
    ...(action && { action }),
  };
}

function cut(text: string): string;
function cut(text: string | undefined): string | undefined;
function cut(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= maxTextLength) return text;
  // Never between the two halves of a code point.
  return text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, "");
}
