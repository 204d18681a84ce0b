import type { AuditEvent, AuditLog } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { CustodyEvent } from "@infershield/key-custody";
import type { Logger } from "pino";

const idBytes = 12;

/**
 * Records what happens to stored tokens between and during requests. A record that cannot be written is logged: the token has changed already,
 * and the next request is refused by its own intent.
 */
export function recordTokenEvents(
  audit: AuditLog,
  { logger, randomBytes }: { readonly logger: Logger; readonly randomBytes: System["randomBytes"] },
): (event: CustodyEvent) => void {
  return (event) => {
    if (event.type === "clock_skew") {
      logger.warn({ provider: event.key.provider, skewMs: event.skewMs }, "the provider's clock differs from ours");
      return;
    }
    const requestId = `tok_${Buffer.from(randomBytes(idBytes)).toString("hex")}`;
    audit.record(auditEvent(event, requestId)).catch((error: unknown) => {
      logger.error({ err: error, type: event.type }, "a token's change could not be recorded");
    });
  };
}

function auditEvent(event: Exclude<CustodyEvent, { type: "clock_skew" }>, requestId: string): AuditEvent {
  const { tenant, userId, provider } = event.key;
  const reason = event.type === "refreshed" ? (event.recovered ? "recovered" : undefined) : event.reason;
  return {
    event: "token",
    action: `token.${event.type}`,
    phase: "terminal",
    tenant,
    userId,
    provider,
    requestId,
    decision: event.type === "refreshed" ? "allow" : "error",
    blocked: false,
    riskScore: 0,
    threats: [],
    ...(reason !== undefined && { reason }),
  };
}
