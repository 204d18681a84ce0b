import type { AuditFilter } from "@infershield/audit";
import type { Config } from "@infershield/instance";
import { personOf } from "../team/person-of.ts";
import { toFilter } from "./filter-flags.ts";

/**
 * What the filter flags ask for, as records have it: a team's name accounts by ids, and an address is looked up in its database.
 *
 * @throws IdentityError `NOT_FOUND` when a team has no account with this address; what opening the database throws
 */
export async function recordFilter(config: Config, flags: Parameters<typeof toFilter>[0]): Promise<AuditFilter> {
  const { user } = flags;
  if (config.databaseFile === undefined || user === undefined || user.startsWith("usr_")) return toFilter(flags);
  const { openInstance } = await import("@infershield/instance");
  const instance = await openInstance(config, { create: false });
  try {
    return toFilter({ ...flags, user: await personOf(instance, user) });
  } finally {
    await instance.close();
  }
}
