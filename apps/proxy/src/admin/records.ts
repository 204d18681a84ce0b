import { type AuditFilter, type ExportFormat, exportAudit } from "@infershield/audit";
import { userIdNamed } from "@infershield/identity";
import type { UsageRow } from "../usage-meter.ts";
import { type Actor, requirePermission } from "./actor.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** Which days count, and whose use. */
export interface UsageWish {
  /** Account by id or address; `all` for everybody; the caller without it. */
  readonly user?: string;
  /** First and last day, `2026-11-22` (UTC), inclusive. */
  readonly since?: string;
  readonly until?: string;
}

/** Requests and tokens by person, provider, model and day. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND` */
export async function readUsage(team: Team, actor: Actor, { user, ...days }: UsageWish): Promise<readonly UsageRow[]> {
  requirePermission(actor, user === undefined ? "usage:own" : "usage:read");
  if (user === "all") return await team.usage.read(days);
  const userId = user === undefined ? actor.userId : await userIdNamed(team.users, user);
  return await team.usage.read({ ...days, userId });
}

/** The addresses of the accounts in some rows, for people; those that were deleted have none. */
export async function emailsOf(
  { users }: Pick<Team, "users">,
  rows: readonly Pick<UsageRow, "userId">[],
): Promise<ReadonlyMap<string, string>> {
  const emails = new Map<string, string>();
  for (const id of new Set(rows.map(({ userId }) => userId))) {
    const user = await users.findUser({ id });
    if (user !== undefined) emails.set(id, user.email);
  }
  return emails;
}

/** Which records, and how they are written. */
export interface ExportWish extends Omit<AuditFilter, "userId" | "tenant"> {
  /** Account by id or address; everybody without it. */
  readonly user?: string;
  readonly format: ExportFormat;
}

/**
 * Hands audit records on, piece by piece. That somebody read them is recorded first.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; AuditError
 */
export async function exportRecords(
  team: Team,
  actor: Actor,
  { user, format, ...rest }: ExportWish,
): Promise<AsyncIterable<string>> {
  requirePermission(actor, "audit:read");
  const userId = user === undefined ? undefined : await userIdNamed(team.users, user);
  const act = { event: "admin", action: "audit.export", ...(userId !== undefined && { subject: userId }) } as const;
  await recorded(team, actor, act, async () => {});
  await team.audit.flush();
  const filter = { ...rest, ...(userId !== undefined && { userId }) };
  return exportAudit({ source: team.auditSource, format, filter });
}
