import { defaultTenant } from "@infershield/core";
import type { AuditEvent } from "./event.ts";

/**
 * An event about the log itself, which nobody asked for.
 *
 * @param id - What tells it from others: 16 hex digits.
 */
export function ownEvent(id: string, about: Pick<AuditEvent, "action" | "reason" | "subject" | "bytesIn">): AuditEvent {
  return {
    event: "lifecycle",
    phase: "terminal",
    tenant: defaultTenant,
    userId: "system",
    requestId: `audit-${id}`,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    ...about,
  };
}
