import type { AuditLog } from "@infershield/audit";
import type { Readiness } from "./readiness.ts";

/** The audit log as it is, telling `/ready` whether the last write worked. */
export function watchAudit(audit: AuditLog, readiness: Readiness): AuditLog {
  const worked = <T>(result: T): T => {
    readiness.auditFailed = false;
    return result;
  };
  const failed = (error: unknown): never => {
    readiness.auditFailed = true;
    throw error;
  };
  return {
    recordIntent: (event) => audit.recordIntent(event).then(worked, failed),
    recordOutcome: (event) => audit.recordOutcome(event).then(worked, failed),
    record: (event) => audit.record(event).then(worked, failed),
    flush: () => audit.flush(),
    close: () => audit.close(),
  };
}
