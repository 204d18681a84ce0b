import { randomUUID } from "node:crypto";
import { defaultTenant } from "@infershield/core";
import type { Instance } from "@infershield/instance";

/** Something a person did on the command line that the audit trail has to keep. */
export interface Act {
  readonly event: "authentication" | "token" | "admin";
  /** Such as `auth.login`, `token.create`, `keys.rotate`. */
  readonly action: string;
  readonly userId: string;
  readonly provider?: string;
  readonly tokenId?: string;
  /** Whom or what it is about, when that is not `userId`. */
  readonly subject?: string;
  /** Error code of an act that failed. */
  readonly failure?: string;
  /** Coded outcome of an act that succeeded. */
  readonly reason?: string;
}

/**
 * Leaves the audit record of an act.
 *
 * @throws AuditError
 */
export async function recordAct(instance: Pick<Instance, "audit">, { failure, reason, ...act }: Act): Promise<void> {
  const coded = failure ?? reason;
  await instance.audit.record({
    ...act,
    phase: "terminal",
    tenant: defaultTenant,
    requestId: randomUUID(),
    decision: failure === undefined ? "allow" : "refuse",
    blocked: false,
    riskScore: 0,
    threats: [],
    outcome: failure === undefined ? "completed" : "failed",
    ...(coded !== undefined && { reason: coded.toLowerCase() }),
  });
}
