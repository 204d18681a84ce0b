export type { Tampering } from "./classify.ts";
export { AuditError, type AuditErrorCode } from "./error.ts";
export type { AuditEvent, AuditLog, AuditReceipt, AuditThreat } from "./event.ts";
export { type ExportFormat, exportAudit } from "./export.ts";
export { formatNoteKey, type NoteKey, noteKey, parseNoteKey } from "./note.ts";
export { type AuditFileOptions, openAuditFile } from "./open-audit-file.ts";
export { type AuditFilter, readAuditLog } from "./read.ts";
export type { AuditRecord } from "./record.ts";
export { type AuditVerification, type VerifyOptions, verifyAuditLog } from "./verify.ts";
