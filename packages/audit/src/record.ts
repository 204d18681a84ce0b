import { AuditError } from "./error.ts";
import type { AuditEvent, AuditThreat } from "./event.ts";
import { isoTime } from "./iso-time.ts";
import { memberJson, memberRun, textJson } from "./json-member.ts";
import { excerptJson, type SealedExcerpt } from "./sealed-excerpt.ts";

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

const maxThreats = 32;

/** What a record says that its event does not. */
export interface RecordPlace {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly writer: string;
  /** Which of a request's records it is, whatever the event says. */
  readonly phase: AuditEvent["phase"];
  /** The sealed form of `event.excerpt`; the plain one is never stored. */
  readonly excerpt?: SealedExcerpt | undefined;
}

const asked = memberRun("user_id", "provider", "action");
const verdict = memberRun("risk_score", "blocked");
const placed = memberRun("event", "phase", "tenant", "writer", "token_id", "device", "subject");
const inSession = memberRun("session_id");
const decided = memberRun("model", "decision", "enforced", "partial", "fail_open");
const judged = memberRun("policy_id", "policy_hash", "detector_version", "status", "upstream_status");
const ended = memberRun("outcome", "reason");
const cameFrom = memberRun("peer", "user_agent");
const finding = memberRun("rule", "category", "score", "severity", "role", "action");

/**
 * Writes an event as a record without its place in the chain: a JSON object in printable ASCII, but for the brace that ends it. Put together
 * by hand: `JSON.stringify` takes twice the time, and this runs twice a request.
 *
 * @throws AuditError `INVALID_EVENT`
 */
export function recordJson(event: AuditEvent, { now, writer, phase, excerpt }: RecordPlace): string {
  if (event.requestId === "") throw new AuditError("INVALID_EVENT", "An audit event needs a request id.");
  const ask = `${asked(event.userId, event.provider ?? null, event.action)}${verdict(event.riskScore, event.blocked)}`;
  const when = `,"request_id":${textJson(event.requestId)},"v":1,"ts":"${isoTime(now)}"`;
  const place = placed(event.event, phase, event.tenant, writer, event.tokenId, event.device, event.subject);
  const session = inSession(event.sessionId);
  const decision = decided(event.model, event.decision, event.enforced, event.partial, event.failOpen);
  const { policyId, policyHash, detectorVersion, status, upstreamStatus } = event;
  const by = judged(policyId, policyHash, detectorVersion, status, upstreamStatus);
  const tokens = `${memberJson("tokens_in", event.tokensIn)}${memberJson("tokens_out", event.tokensOut)}`;
  const bytes = `${memberJson("bytes_in", event.bytesIn)}${memberJson("bytes_out", event.bytesOut)}`;
  const time = memberJson("latency_ms", event.latencyMs);
  const end = `${ended(event.outcome, event.reason)}${memberJson("count", event.count)}`;
  const client = cameFrom(event.peer, event.userAgent);
  const text = excerpt === undefined ? "" : `,"excerpt":${excerptJson(excerpt)}`;
  return `{"timestamp":${Math.floor(now / 1000)}${ask}${when}${place}${session}${decision}${threats(event.threats)}${by}${tokens}${bytes}${time}${end}${client}${text}`;
}

function threats(all: readonly AuditThreat[]): string {
  if (all.length === 0) return "";
  const omitted = all.length > maxThreats ? all.length - maxThreats : undefined;
  const list = all.slice(0, maxThreats).map(threatJson).join(",");
  return `,"threats":[${list}]${memberJson("threats_omitted", omitted)}`;
}

/** A score that is none counts as the highest. */
function threatJson({ rule, category, score, severity, role, action }: AuditThreat): string {
  return `{${finding(rule, category, Number.isFinite(score) ? score : 100, severity, role, action).slice(1)}}`;
}
