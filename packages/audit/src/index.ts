export type { Tampering } from "./classify.ts";
export { AuditError, type AuditErrorCode } from "./error.ts";
export type { AuditEvent, AuditLog, AuditReceipt, AuditThreat } from "./event.ts";
export { type Excerpts, openExcerpts } from "./excerpt.ts";
export { type ExcerptKeys, excerptKeys } from "./excerpt-keys.ts";
export { type ExportFormat, exportAudit } from "./export.ts";
export { auditFiles } from "./file-source.ts";
export { openAuditFiles } from "./file-storage.ts";
export { followAuditLog, lastRecords } from "./follow.ts";
export { type LegalHold, liftHold, listHolds, placeHold } from "./holds.ts";
export { countSegmentsOfKey } from "./key-uses.ts";
export { formatNoteKey, type NoteKey, noteKey, parseNoteKey } from "./note.ts";
export { type AuditLogOptions, openAuditLog } from "./open-audit-log.ts";
export { type AuditEntry, type AuditFilter, readAuditLog } from "./read.ts";
export type { AuditRecord } from "./record.ts";
export { type ReplacedLog, replaceLog } from "./replace-log.ts";
export { type Expiry, expireSegments } from "./retention.ts";
export type { ExcerptContext, SealedExcerpt } from "./sealed-excerpt.ts";
export {
  type DroppedRecords,
  openSink,
  type Sink,
  type SinkItem,
  type SinkOptions,
  type SinkStatus,
  type SinkTarget,
} from "./sink.ts";
export { listSinkPlaces } from "./sink-place.ts";
export { type HttpTargetOptions, type OtlpTargetOptions, otlpTarget, webhookTarget } from "./sink-target-http.ts";
export { fileTarget, streamTarget } from "./sink-target-stream.ts";
export { syslogTarget } from "./sink-target-syslog.ts";
export type { AuditSource, AuditStorage, LineChunk, LogEnd, LogNews, NewLines, NoteKind } from "./storage.ts";
export { type AuditVerification, type VerifyOptions, verifyAuditLog } from "./verify.ts";
export { createWriteTurn, type WriteTurn } from "./write-turn.ts";
