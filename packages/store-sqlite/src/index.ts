export { openAuditReader } from "./audit-source.ts";
export { openAuditTable } from "./audit-storage.ts";
export { DatabaseError, type DatabaseErrorCode } from "./error.ts";
export { type UsageFilter, type UsageRow, type UsageTable, usageTable } from "./usage-table.ts";
