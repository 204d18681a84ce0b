import type { AuditEvent } from "@infershield/audit";
import { defaultTenant, type System } from "@infershield/core";

const idBytes = 8;

/** A record about an act of the proxy itself: what it tells, with what all such records say. */
export function ownAct(
  act: Pick<AuditEvent, "event" | "action"> & Partial<AuditEvent>,
  { randomBytes }: Pick<System, "randomBytes">,
): AuditEvent {
  return {
    phase: "terminal",
    tenant: defaultTenant,
    userId: "system",
    requestId: `audit-${Buffer.from(randomBytes(idBytes)).toString("hex")}`,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    ...act,
  };
}
