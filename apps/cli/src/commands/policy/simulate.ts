import { readPolicyFile } from "@infershield/instance";
import { layeredPolicy, type Simulation, simulatePolicy } from "@infershield/policy";
import * as Args from "@oclif/core/args";
import { auditSource } from "../../audit/check-audit.ts";
import { filterFlags, toFilter } from "../../audit/filter-flags.ts";
import { recordedDecisions } from "../../audit/recorded-decisions.ts";
import { BaseCommand } from "../../base-command.ts";
import { formatTable } from "../../table.ts";

export default class PolicySimulate extends BaseCommand {
  static override summary = "Replay a policy file over recorded requests and show what it would change.";
  static override description = "Reads the findings of the audit trail, never a text. Nothing is put in force.";
  static override examples = ["<%= config.bin %> <%= command.id %> --since 7d policy.yaml"];
  static override args = {
    file: Args.string({ description: "policy file (YAML)", required: true }),
  };
  static override flags = { user: filterFlags.user, since: filterFlags.since, until: filterFlags.until };

  async run(): Promise<Simulation> {
    const { args, flags } = await this.parse(PolicySimulate);
    const config = await this.loadConfig(flags.config);
    const policy = layeredPolicy([await readPolicyFile(args.file)], { riskThreshold: config.riskThreshold });
    const simulation = await simulatePolicy(recordedDecisions(await auditSource(config), toFilter(flags)), policy);
    const { decisions, changes, examples, undecidable } = simulation;
    const changed = Object.values(changes).reduce((sum, count) => sum + count, 0);
    this.log(`${decisions} requests replayed, ${changed} would end otherwise.`);
    for (const [change, count] of Object.entries(changes)) this.log(`  ${change}: ${count}`);
    if (examples.length > 0) {
      const rows = examples
        .slice(0, 20)
        .map((one) => [one.requestId, one.userId, one.before, one.after, one.rules.join(", ")]);
      this.log(`\n${formatTable(["Request", "User", "Before", "After", "Rules"], rows)}`);
    }
    if (undecidable > 0) this.progress(`${undecidable} older records tell too little to be replayed.`);
    return simulation;
  }
}
