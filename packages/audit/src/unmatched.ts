import type { AuditEvent } from "./event.ts";
import { readEntries } from "./read.ts";
import type { AuditRecord } from "./record.ts";
import type { AuditSource } from "./storage.ts";

/** The outcome of an intent of which nobody knows how it ended. */
export function unknownOutcome(intent: AuditEvent, reason: "writer_died" | "shutdown"): AuditEvent {
  const { excerpt: _shown, ...rest } = intent;
  return { ...rest, threats: [], phase: "outcome", outcome: "unknown", reason };
}

/**
 * The intents of one writer that have no outcome.
 *
 * @param fromSegment - Segment to begin with; older ones are not read.
 */
export async function unmatchedIntents(
  source: AuditSource,
  writer: string,
  fromSegment: number,
): Promise<readonly AuditEvent[]> {
  const open = new Map<string, AuditRecord>();
  for await (const { record } of readEntries(source, { fromSegment, containing: `"writer":"${writer}"` })) {
    if (record.phase === "intent") open.set(record.request_id, record);
    else if (record.phase === "outcome") open.delete(record.request_id);
  }
  return [...open.values()].map(intentEvent);
}

/** What a closing record repeats of its intent. */
function intentEvent(record: AuditRecord): AuditEvent {
  return {
    event: record.event,
    action: record.action,
    phase: "intent",
    tenant: record.tenant,
    userId: record.user_id,
    requestId: record.request_id,
    decision: record.decision,
    blocked: record.blocked,
    riskScore: record.risk_score,
    threats: [],
    ...(record.token_id !== undefined && { tokenId: record.token_id }),
    ...(record.device !== undefined && { device: record.device }),
    ...(record.subject !== undefined && { subject: record.subject }),
    ...(record.session_id !== undefined && { sessionId: record.session_id }),
    ...(record.provider !== null && { provider: record.provider }),
    ...(record.model !== undefined && { model: record.model }),
    ...(record.policy_id !== undefined && { policyId: record.policy_id }),
    ...(record.policy_hash !== undefined && { policyHash: record.policy_hash }),
  };
}
