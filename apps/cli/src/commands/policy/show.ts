import { openPolicy } from "@infershield/instance";
import type { Policy } from "@infershield/policy";
import { BaseCommand } from "../../base-command.ts";
import { formatTable } from "../../table.ts";

export default class PolicyShow extends BaseCommand {
  static override summary = "Show the policy in force.";
  static override description = "The built-in policy, with the rules of INFERSHIELD_POLICY_FILE where it is set.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly policy: Policy; readonly enforcement: string }> {
    const { flags } = await this.parse(PolicyShow);
    const config = await this.loadConfig(flags.config);
    const policy = await openPolicy(config);
    this.log(`Policy ${policy.id} (${policy.hash.slice(0, 16)}), ${config.enforcement}`);
    this.log(`Attacks are blocked from a score of ${policy.riskThreshold}; secrets and personal data are redacted.`);
    this.log(`Content no detector reads (images, audio, files): ${policy.unscannable}.`);
    const rows = policy.layers.flatMap(({ level, rules }) => rules.map(({ name, action }) => [level, name, action]));
    if (rows.length > 0) this.log(`\n${formatTable(["Level", "Rule", "Action"], rows)}`);
    return { policy, enforcement: config.enforcement };
  }
}
