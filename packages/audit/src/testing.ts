export { type AuditLogSuite, type AuditPlace, describeAuditLog } from "./testing/describe-audit-log.ts";
export { newSigner, suiteKey } from "./testing/keys.ts";
