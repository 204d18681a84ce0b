export { openAuditReader } from "./audit-source.ts";
export { openAuditTable } from "./audit-storage.ts";
export type { Connection } from "./connection.ts";
export type { Database } from "./database.ts";
export { DatabaseError, type DatabaseErrorCode } from "./error.ts";
export type { Migrated } from "./migrations.ts";
export { openTeamStore, type TeamStore, type TeamStoreOptions } from "./open-team-store.ts";
export { type UsageFilter, type UsageRow, type UsageTable, usageTable } from "./usage-table.ts";
