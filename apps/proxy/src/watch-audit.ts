import type { AuditLog } from "@infershield/audit";
import type { Readiness } from "./readiness.ts";

/** The audit log as it is, telling `/ready` whether the last write worked. */
export function watchAudit(audit: AuditLog, readiness: Readiness): AuditLog {
  const watch = async <T>(write: Promise<T>): Promise<T> => {
    try {
      const result = await write;
      readiness.auditFailed = false;
      return result;
    } catch (error) {
      readiness.auditFailed = true;
      throw error;
    }
  };
  return {
    recordIntent: (event) => watch(audit.recordIntent(event)),
    recordOutcome: (event) => watch(audit.recordOutcome(event)),
    record: (event) => watch(audit.record(event)),
    flush: () => audit.flush(),
    close: () => audit.close(),
  };
}
