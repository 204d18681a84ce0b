import type { PolicyChangedJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { changedAnswer } from "../../policy/policy-answers.ts";
import { notInForce } from "../../policy/set-policy.ts";
import { expectedVersionFlag } from "../../policy/version-flag.ts";
import { printable } from "../../printable.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class PolicyRemove extends TeamCommand {
  static override summary = "Take a layer of a team's policy away.";
  static override description =
    "What is above it decides from then on. Its versions stay in `policy history` and can be put in force again.";
  static override examples = ["<%= config.bin %> <%= command.id %> team:blue"];
  static override args = {
    layer: Args.string({ description: "org, team:NAME or user:EMAIL", required: true }),
  };
  static override flags = { "expected-version": expectedVersionFlag, server: serverFlag() };

  async run(): Promise<PolicyChangedJson> {
    const { args, flags } = await this.parse(PolicyRemove);
    const { server, "expected-version": version } = flags;
    const config = await this.loadConfig(flags.config);
    const removed = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/policies/remove", changedAnswer, { layer: args.layer, version }),
    );
    this.log(`✓ ${printable(removed.layer)} has no layer of its own any more.`);
    if (!removed.in_force) {
      for (const line of notInForce) this.progress(line);
      process.exitCode = 1;
    }
    return removed;
  }
}
