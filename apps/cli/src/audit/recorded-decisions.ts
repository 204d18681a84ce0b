import { type AuditFilter, type AuditSource, readAuditLog } from "@infershield/audit";
import type { RecordedDecision } from "@infershield/policy";

/** What the audit trail tells about each request that a policy decided, for a replay. */
export async function* recordedDecisions(source: AuditSource, filter: AuditFilter): AsyncGenerator<RecordedDecision> {
  for await (const record of readAuditLog(source, { ...filter, event: "request" })) {
    const { decision, phase, threats = [], request_id, user_id, provider, model, timestamp } = record;
    // What was forwarded was decided in its intent; what was not has one record only.
    if (phase === "outcome" || decision === "error" || decision === "refuse") continue;
    yield {
      requestId: request_id,
      userId: user_id,
      side: "request",
      action: decision,
      findings: threats,
      context: { ...(provider !== null && { provider }), ...(model !== undefined && { model }), now: timestamp * 1000 },
    };
  }
}
