import type { AuditLog, AuditSource, Excerpts } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { UserDirectory } from "@infershield/identity";
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
