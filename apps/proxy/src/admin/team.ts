import type { AuditLog, AuditSource } from "@infershield/audit";
import type { System } from "@infershield/core";
import { IdentityError, type User, type UserDirectory } from "@infershield/identity";
import type { Instance } from "@infershield/instance";
import type { ProviderCatalog } from "@infershield/providers";
import type { TokenStore } from "@infershield/token-store";

/** What administration works on. */
export interface Team {
  readonly users: UserDirectory;
  readonly tokens: TokenStore;
  readonly providers: ProviderCatalog;
  readonly audit: AuditLog;
  readonly auditSource: AuditSource;
  readonly usage: NonNullable<Instance["usage"]>;
  /** Id of the token store, for providers that tell installations apart. */
  readonly storeId: string;
  readonly system: System;
}

/** @returns undefined in single-user mode: there is no team to administer */
export function teamOf(instance: Instance, system: System): Team | undefined {
  const { users, usage, tokens, providers, audit, auditSource, keyring } = instance;
  if (users === undefined || usage === undefined) return undefined;
  return { users, usage, tokens, providers, audit, auditSource, storeId: keyring.storeId, system };
}

/**
 * The account that a caller names: by its id, or by its address.
 *
 * @throws IdentityError `NOT_FOUND`
 */
export async function userNamed({ users }: Pick<Team, "users">, name: string): Promise<User> {
  const user = await users.findUser(name.startsWith("usr_") ? { id: name } : { email: name.toLowerCase() });
  if (user !== undefined) return user;
  throw new IdentityError("NOT_FOUND", "There is no such user.", { hint: "Run: infershield admin list-users" });
}
