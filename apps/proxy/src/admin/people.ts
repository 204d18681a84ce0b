import { defaultTenant, type Secret } from "@infershield/core";
import { type Role, type User, type UserChange, type Team as UserTeam, userNamed } from "@infershield/identity";
import { type Actor, requireManager, requirePermission } from "./actor.ts";
import { endLogins } from "./logins.ts";
import { forgetPolicy } from "./policies.ts";
import { recorded } from "./recorded.ts";
import type { Team } from "./team.ts";

/** A one-time code that a device turns into its token. */
export interface Invitation {
  readonly user: User;
  readonly code: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Makes an account and a one-time code for its first device.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `USER_EXISTS`, `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_ROLE`, `NOT_FOUND` (the team); AuditError
 */
export async function createUser(
  team: Team,
  actor: Actor,
  input: { readonly email: string; readonly role?: Role; readonly name?: string; readonly team?: string },
): Promise<Invitation> {
  requireManager(actor, input.role ?? "member");
  return await recorded(team, actor, { event: "admin", action: "user.create" }, async (note) => {
    const user = await team.users.createUser(input);
    note({ subject: user.id });
    const { token, grant } = await team.users.createEnrolment(user.id);
    return { user, code: token, expiresAt: grant.expiresAt };
  });
}

/** Makes a code for one more device. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `USER_DISABLED`; AuditError */
export async function inviteDevice(team: Team, actor: Actor, name: string): Promise<Invitation> {
  requirePermission(actor, "users:write");
  const user = await userNamed(team.users, name);
  requireManager(actor, user.role);
  const act = { event: "admin", action: "user.invite", subject: user.id } as const;
  return await recorded(team, actor, act, async () => {
    const { token, grant } = await team.users.createEnrolment(user.id);
    return { user, code: token, expiresAt: grant.expiresAt };
  });
}

/** A page of accounts, in the order of their addresses. @throws ProxyError `NOT_PERMITTED` */
export async function listUsers(
  { users }: Team,
  actor: Actor,
  page: { readonly after?: string; readonly limit?: number; readonly team?: string } = {},
): Promise<readonly User[]> {
  requirePermission(actor, "users:read");
  return await users.listUsers(page);
}

/**
 * Changes an account: role, team, name; or disables it and enables it again.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `CONFLICT`, `LAST_OWNER`, `INVALID_NAME`; AuditError
 */
export async function changeUser(
  team: Team,
  actor: Actor,
  name: string,
  { expectedVersion, ...change }: UserChange & { readonly expectedVersion?: number },
): Promise<User> {
  requirePermission(actor, "users:write");
  const user = await userNamed(team.users, name);
  requireManager(actor, user.role);
  if (change.role !== undefined) requireManager(actor, change.role);
  const action =
    change.state === undefined ? "user.change" : change.state === "disabled" ? "user.disable" : "user.enable";
  return await recorded(team, actor, { event: "admin", action, subject: user.id }, () =>
    // Ranks were compared for the account as it was: if it changed meanwhile, the comparison has to be made anew.
    team.users.changeUser(user.id, change, { expectedVersion: expectedVersion ?? user.version }),
  );
}

/** An account that is gone. */
export interface DeletedUser {
  readonly user: User;
  /** Whether nobody can read excerpts of what the person wrote any more. */
  readonly shredded: boolean;
}

/** By then every answer that was running for an account that was disabled is cut off, and what was kept of it is written. */
const cutWithinMs = 2_500;

/**
 * Deletes an account with everything stored for it. Its logins are revoked at their providers first, as far as those answer. What the
 * audit trail recorded stays, without an address; excerpts in it stay readable unless they are shredded.
 *
 * @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`, `LAST_OWNER`; AuditError, `HELD` for excerpts under a legal hold: then
 * nothing is done
 */
export async function deleteUser(
  team: Team,
  actor: Actor,
  { user: name, shred = false }: { readonly user: string; readonly shred?: boolean },
): Promise<DeletedUser> {
  requirePermission(actor, "users:write");
  const user = await userNamed(team.users, name);
  requireManager(actor, user.role);
  const act = { event: "admin", action: shred ? "user.delete_and_shred" : "user.delete", subject: user.id } as const;
  const shredExcerpts = async (): Promise<void> => {
    if (shred) await team.excerpts.shred({ tenant: defaultTenant, userId: user.id });
  };
  return await recorded(team, actor, act, async () => {
    // From here on nobody acts in its name, whatever the providers do.
    await team.users.changeUser(user.id, { state: "disabled" });
    await shredExcerpts().catch(async (error: unknown) => {
      await team.users.changeUser(user.id, { state: user.state });
      throw error;
    });
    await endLogins(team, user.id);
    await forgetPolicy(team, actor, { level: "user", name: user.id });
    const deleted = await team.users.deleteUser(user.id);
    // An answer that was still running makes a new key for its last excerpt.
    if (shred) await team.system.sleep(cutWithinMs);
    await shredExcerpts();
    return { user: deleted, shredded: shred };
  });
}

/** @throws ProxyError `NOT_PERMITTED`; IdentityError `TEAM_EXISTS`, `INVALID_NAME`; AuditError */
export async function createTeam(
  team: Team,
  actor: Actor,
  input: { readonly id: string; readonly name?: string },
): Promise<UserTeam> {
  requirePermission(actor, "users:write");
  const act = { event: "admin", action: "team.create", subject: input.id } as const;
  return await recorded(team, actor, act, () => team.users.createTeam(input));
}

/** @throws ProxyError `NOT_PERMITTED` */
export async function listTeams({ users }: Team, actor: Actor): Promise<readonly UserTeam[]> {
  requirePermission(actor, "users:read");
  return await users.listTeams();
}

/** Its members stay, without a team. @throws ProxyError `NOT_PERMITTED`; IdentityError `NOT_FOUND`; AuditError */
export async function deleteTeam(team: Team, actor: Actor, id: string): Promise<UserTeam> {
  requirePermission(actor, "users:write");
  const act = { event: "admin", action: "team.delete", subject: id } as const;
  return await recorded(team, actor, act, async () => {
    const deleted = await team.users.deleteTeam(id);
    await forgetPolicy(team, actor, { level: "team", name: id });
    return deleted;
  });
}
