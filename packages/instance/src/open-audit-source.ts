import { join } from "node:path";
import type { AuditSource } from "@infershield/audit";
import type { Config } from "./load-config.ts";

/**
 * The audit trail that the configuration names, to be read: nothing is unlocked and nothing is changed.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export async function openAuditSource({ homePath, databaseFile }: Config): Promise<AuditSource> {
  if (databaseFile !== undefined) {
    const { openAuditReader } = await import("@infershield/store-sqlite");
    return openAuditReader(databaseFile);
  }
  const { auditFiles } = await import("@infershield/audit");
  return auditFiles(join(homePath, "audit"));
}
