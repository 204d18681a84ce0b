import { AuditError } from "./error.ts";
import type { AuditEvent, AuditThreat } from "./event.ts";
import { isoTime } from "./iso-time.ts";
import { flagMember, numberMember, textJson, textMember } from "./json-member.ts";
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

const userId = textMember("user_id");
const provider = textMember("provider");
const action = textMember("action");
const riskScore = numberMember("risk_score");
const blocked = flagMember("blocked");
const kind = textMember("event");
const phaseOf = textMember("phase");
const tenant = textMember("tenant");
const writerOf = textMember("writer");
const tokenId = textMember("token_id");
const device = textMember("device");
const subject = textMember("subject");
const sessionId = textMember("session_id");
const model = textMember("model");
const decision = textMember("decision");
const enforced = flagMember("enforced");
const partial = flagMember("partial");
const failOpen = flagMember("fail_open");
const threatsOmitted = numberMember("threats_omitted");
const policyId = textMember("policy_id");
const policyHash = textMember("policy_hash");
const detectorVersion = textMember("detector_version");
const status = numberMember("status");
const upstreamStatus = numberMember("upstream_status");
const tokensIn = numberMember("tokens_in");
const tokensOut = numberMember("tokens_out");
const bytesIn = numberMember("bytes_in");
const bytesOut = numberMember("bytes_out");
const latencyMs = numberMember("latency_ms");
const outcome = textMember("outcome");
const reason = textMember("reason");
const count = numberMember("count");
const peer = textMember("peer");
const userAgent = textMember("user_agent");
const category = textMember("category");
const score = numberMember("score");
const severity = textMember("severity");
const role = textMember("role");
const findingAction = textMember("action");

/**
 * Writes an event as a record without its place in the chain: a JSON object in printable ASCII. Put together by hand: `JSON.stringify` takes
 * twice the time, and this runs twice a request.
 *
 * @throws AuditError `INVALID_EVENT`
 */
export function recordJson(event: AuditEvent, { now, writer, phase, excerpt }: RecordPlace): string {
  if (event.requestId === "") throw new AuditError("INVALID_EVENT", "An audit event needs a request id.");
  const asked = `${userId(event.userId)}${provider(event.provider) || noProvider}${action(event.action)}`;
  const judged = `${riskScore(event.riskScore)}${blocked(event.blocked)},"request_id":${textJson(event.requestId)}`;
  const when = `,"v":1,"ts":"${isoTime(now)}"${kind(event.event)}${phaseOf(phase)}`;
  const who = `${tenant(event.tenant)}${writerOf(writer)}${tokenId(event.tokenId)}${device(event.device)}`;
  const what = `${subject(event.subject)}${sessionId(event.sessionId)}${model(event.model)}${decision(event.decision)}`;
  const how = `${enforced(event.enforced)}${partial(event.partial)}${failOpen(event.failOpen)}${threats(event.threats)}`;
  const by = `${policyId(event.policyId)}${policyHash(event.policyHash)}${detectorVersion(event.detectorVersion)}`;
  const answered = `${status(event.status)}${upstreamStatus(event.upstreamStatus)}`;
  const used = `${tokensIn(event.tokensIn)}${tokensOut(event.tokensOut)}${bytesIn(event.bytesIn)}${bytesOut(event.bytesOut)}`;
  const ended = `${latencyMs(event.latencyMs)}${outcome(event.outcome)}${reason(event.reason)}${count(event.count)}`;
  const client = `${peer(event.peer)}${userAgent(event.userAgent)}`;
  const text = excerpt === undefined ? "" : `,"excerpt":${asciiJson(excerpt)}`;
  return `{"timestamp":${Math.floor(now / 1000)}${asked}${judged}${when}${who}${what}${how}${by}${answered}${used}${ended}${client}${text}}`;
}

const noProvider = ',"provider":null';

function threats(found: readonly AuditThreat[]): string {
  if (found.length === 0) return "";
  const omitted = found.length > maxThreats ? threatsOmitted(found.length - maxThreats) : "";
  return `,"threats":[${found.slice(0, maxThreats).map(threatJson).join(",")}]${omitted}`;
}

/** A score that is none counts as the highest. */
function threatJson(threat: AuditThreat): string {
  const counted = Number.isFinite(threat.score) ? threat.score : 100;
  const named = `{"rule":${textJson(threat.rule)}${category(threat.category)}${score(counted)}`;
  return `${named}${severity(threat.severity)}${role(threat.role)}${findingAction(threat.action)}}`;
}
