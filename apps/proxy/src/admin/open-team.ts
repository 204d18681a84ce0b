import type { OpenedGateway } from "../open-gateway.ts";
import { importPolicyFile } from "./import-policy-file.ts";
import { type Team, teamOf } from "./team.ts";

/**
 * The team that a gateway serves, its policy files taken over.
 *
 * @returns undefined in single-user mode
 * @throws PolicyError, ConfigError, IdentityError, AuditError as `importPolicyFile`
 */
export async function openTeam({ gateway, followPolicies }: OpenedGateway): Promise<Team | undefined> {
  const { instance, usage, system, logger } = gateway;
  const team = teamOf({ ...instance, ...(usage && { usage: usage.store }) }, system, followPolicies);
  if (team !== undefined) await importPolicyFile(instance.config, team, logger);
  return team;
}
