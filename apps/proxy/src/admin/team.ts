import type { AuditLog, AuditSource, Excerpts } from "@infershield/audit";
import type { System } from "@infershield/core";
import { IdentityError, type User, type UserDirectory } from "@infershield/identity";
import type { Instance, Policies, PolicyTable } from "@infershield/instance";
import type { ProviderCatalog } from "@infershield/providers";
import type { TokenStore } from "@infershield/token-store";

/** The policies of a team. */
export interface TeamPolicies {
  /** All versions of all layers. */
  readonly table: PolicyTable;
  readonly inForce: Policies;
  /** Puts what was changed in force in this process at once; others notice within a second. @returns false when it is not in force */
  readonly follow: () => Promise<boolean>;
}

/** What administration works on. */
export interface Team {
  readonly users: UserDirectory;
  readonly tokens: TokenStore;
  readonly providers: ProviderCatalog;
  readonly audit: AuditLog;
  readonly auditSource: AuditSource;
  readonly excerpts: Pick<Excerpts, "shred">;
  readonly usage: NonNullable<Instance["usage"]>;
  readonly policies: TeamPolicies;
  /** Id of the token store, for providers that tell installations apart. */
  readonly storeId: string;
  readonly system: System;
}

/**
 * @param follow - Puts changed policies in force.
 * @returns undefined in single-user mode: there is no team to administer
 */
export function teamOf(instance: Instance, system: System, follow: TeamPolicies["follow"]): Team | undefined {
  const { users, usage, tokens, providers, audit, auditSource, trail, keyring, policyTable: table } = instance;
  if (users === undefined || usage === undefined || table === undefined) return undefined;
  const policies = { table, inForce: instance.policies, follow };
  return {
    users,
    usage,
    tokens,
    providers,
    audit,
    auditSource,
    excerpts: trail.excerpts,
    policies,
    storeId: keyring.storeId,
    system,
  };
}

/**
 * The account that a caller names: by its id, or by its address.
 *
 * @throws IdentityError `NOT_FOUND`
 */
export async function userNamed({ users }: Pick<Team, "users">, name: string): Promise<User> {
  const user = await users.findUser(isId(name) ? { id: name } : { email: name.toLowerCase() });
  if (user !== undefined) return user;
  throw new IdentityError("NOT_FOUND", "There is no such user.", { hint: "Run: infershield admin list-users" });
}

/**
 * The id that a caller names: an id as it is, since records outlive accounts; or that of the account with an address.
 *
 * @throws IdentityError `NOT_FOUND`
 */
export async function idNamed(team: Pick<Team, "users">, name: string): Promise<string> {
  return isId(name) ? name : (await userNamed(team, name)).id;
}

/** Addresses may begin like an id. */
function isId(name: string): boolean {
  return name.startsWith("usr_") && !name.includes("@");
}
