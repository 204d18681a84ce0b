import { type Config, readPolicyLayers } from "@infershield/instance";
import { PolicyError } from "@infershield/policy";
import type { Logger } from "pino";
import { importPolicies } from "./policies.ts";
import type { Team } from "./team.ts";

/**
 * Takes a team's policy files over into its database, once: from then on they are changed there. Of several servers that start at the same
 * moment one does it, and the others take what it took over.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`; ConfigError `INVALID_CONFIG`; IdentityError `NOT_FOUND`; AuditError; DatabaseError
 */
export async function importPolicyFile(
  { policyFile }: Pick<Config, "policyFile">,
  team: Team,
  logger: Logger,
): Promise<void> {
  if (policyFile === undefined) return;
  const inForce = "policy files are not followed: the policies in the database are in force";
  if (team.policies.table.lastChange() > 0) {
    logger.warn({ policyFile }, inForce);
    return;
  }
  const layers = await readPolicyLayers(policyFile);
  try {
    await importPolicies(team, layers);
    logger.info({ policyFile, layers: layers.length }, "the policy files were taken over into the database");
  } catch (error) {
    if (!(error instanceof PolicyError) || error.code !== "CONFLICT") throw error;
    await team.policies.follow();
    logger.warn({ policyFile }, `another server was faster: ${inForce}`);
  }
}
