import { localUser } from "@infershield/core";
import { openPolicies } from "@infershield/instance";
import type { Policy } from "@infershield/policy";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { teamFlag } from "../../policy/team-flag.ts";
import { formatTable } from "../../table.ts";

export default class PolicyShow extends BaseCommand {
  static override summary = "Show the policy in force.";
  static override description =
    "The built-in policy, with the layers of INFERSHIELD_POLICY_FILE (a file or a folder) where it is set: the organisation's, and those of the team and the person asked for.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --user alex@example.com --team payments",
  ];

  static override flags = {
    user: Flags.string({ description: "the policy of this person", helpValue: "EMAIL" }),
    team: teamFlag,
  };

  async run(): Promise<{ readonly policy: Policy; readonly enforcement: string }> {
    const { flags } = await this.parse(PolicyShow);
    const config = await this.loadConfig(flags.config);
    const policies = await openPolicies(config);
    const { user: userId = localUser, team } = flags;
    const policy = policies.of({ userId, ...(team !== undefined && { team }) });
    this.log(`Policy ${policy.id} (${policy.hash.slice(0, 16)}), ${config.enforcement}`);
    this.log(`Attacks are blocked from a score of ${policy.riskThreshold}; secrets and personal data are redacted.`);
    this.log(`Content no detector reads (images, audio, files): ${policy.unscannable}.`);
    const rows = policy.layers.flatMap((layer) =>
      layer.rules.map(({ name, action }) => [layer.level, layer.name, name, action]),
    );
    if (rows.length > 0) this.log(`\n${formatTable(["Level", "For", "Rule", "Action"], rows)}`);
    return { policy, enforcement: config.enforcement };
  }
}
