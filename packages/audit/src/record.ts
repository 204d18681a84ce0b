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

/** Every member of a type; JSON leaves out those without a value. */
type AllOf<Whole> = { readonly [Name in keyof Whole]-?: Whole[Name] | undefined };

/** What a record says before it has its place in the chain. */
interface RecordContent extends AllOf<Omit<AuditRecord, "threats" | "seq" | "prev" | "mac" | "hash">> {
  readonly threats: readonly AllOf<AuditThreat>[] | undefined;
}

/**
 * Writes an event as a record without its place in the chain: a JSON object in printable ASCII.
 *
 * @throws AuditError `INVALID_EVENT`
 */
export function recordJson(event: AuditEvent, { now, writer, phase, excerpt }: RecordPlace): string {
  if (event.requestId === "") throw new AuditError("INVALID_EVENT", "An audit event needs a request id.");
  const { threats } = event;
  const content: RecordContent = {
    timestamp: Math.floor(now / 1000),
    user_id: cut(event.userId),
    provider: event.provider === undefined ? null : cut(event.provider),
    action: cut(event.action),
    risk_score: finite(event.riskScore),
    blocked: event.blocked,
    request_id: cut(event.requestId),
    v: 1,
    ts: isoTime(now),
    event: event.event,
    phase,
    tenant: cut(event.tenant),
    writer,
    token_id: cutIfAny(event.tokenId),
    device: cutIfAny(event.device),
    subject: cutIfAny(event.subject),
    session_id: cutIfAny(event.sessionId),
    model: cutIfAny(event.model),
    decision: event.decision,
    enforced: event.enforced,
    partial: event.partial,
    fail_open: event.failOpen,
    threats: threats.length === 0 ? undefined : threats.slice(0, maxThreats).map(recordedThreat),
    threats_omitted: threats.length > maxThreats ? threats.length - maxThreats : undefined,
    policy_id: cutIfAny(event.policyId),
    policy_hash: cutIfAny(event.policyHash),
    detector_version: cutIfAny(event.detectorVersion),
    status: finite(event.status),
    upstream_status: finite(event.upstreamStatus),
    tokens_in: finite(event.tokensIn),
    tokens_out: finite(event.tokensOut),
    bytes_in: finite(event.bytesIn),
    bytes_out: finite(event.bytesOut),
    latency_ms: finite(event.latencyMs),
    outcome: event.outcome,
    reason: cutIfAny(event.reason),
    count: finite(event.count),
    peer: cutIfAny(event.peer),
    user_agent: cutIfAny(event.userAgent),
    excerpt,
  };
  return asciiJson(content);
}

/** A score that is none counts as the highest. */
function recordedThreat({ rule, category, score, severity, role, action }: AuditThreat): AllOf<AuditThreat> {
  return { rule: cut(rule), category, score: Number.isFinite(score) ? score : 100, severity, role, action };
}

function finite<Value extends number | undefined>(value: Value): Value {
  if (value === undefined || Number.isFinite(value)) return value;
  throw new AuditError("INVALID_EVENT", "A number of an audit event is not finite.");
}

function cutIfAny(value: string | undefined): string | undefined {
  return value === undefined ? undefined : cut(value);
}

function cut(value: string): string {
  // Never between the two halves of a code point.
  return value.length <= maxTextLength ? value : value.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, "");
}
