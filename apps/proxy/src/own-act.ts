import type { AuditEvent } from "@infershield/audit";
import { defaultTenant } from "@infershield/core";

type OwnAct = Pick<AuditEvent, "phase" | "tenant" | "userId" | "decision" | "blocked" | "riskScore" | "threats">;

/** What every record about an act of the proxy itself says. */
export const ownAct: OwnAct = {
  phase: "terminal",
  tenant: defaultTenant,
  userId: "system",
  decision: "allow",
  blocked: false,
  riskScore: 0,
  threats: [],
};
