import { localUser } from "@infershield/core";
import { readYamlFile } from "@infershield/instance";
import { type PolicyCaseResult, parsePolicyCases, runPolicyCases } from "@infershield/policy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { readPolicyBook } from "../../policy/read-policy-book.ts";
import { teamFlag } from "../../policy/team-flag.ts";
import { printable } from "../../printable.ts";

export default class PolicyTest extends BaseCommand {
  static override summary = "Run the cases of a policy repository against a policy file.";
  static override description = "Exit code 1 when a case comes out otherwise than expected.";
  static override examples = ["<%= config.bin %> <%= command.id %> policy.yaml cases.yaml"];
  static override args = {
    file: Args.string({ description: "policy file (YAML), or a folder of them", required: true }),
    cases: Args.string({ description: "list of cases (YAML)", required: true }),
  };
  static override flags = {
    user: Flags.string({ description: "test the policy of this person", helpValue: "EMAIL" }),
    team: teamFlag,
  };

  async run(): Promise<{
    readonly passed: number;
    readonly failed: number;
    readonly cases: readonly PolicyCaseResult[];
  }> {
    const { args, flags } = await this.parse(PolicyTest);
    const { riskThreshold } = await this.loadConfig(flags.config);
    const { book, team, user } = await readPolicyBook(args.file, { riskThreshold, ...flags });
    const userId = user ?? localUser;
    const subject = [user, team && `team ${team}`].filter((one) => one !== undefined).join(", ");
    // What a file has for one person or one team only is tried for them without being asked.
    if (subject !== "") this.progress(`Tested for ${printable(subject)}.`);
    const policy = book.of({ userId, ...(team !== undefined && { team }) });
    const file = await readYamlFile(args.cases);
    if (!file)
      throw new CliError("FILE_UNREADABLE", `${args.cases} does not exist.`, { hint: "Name a file of cases." });
    const cases = runPolicyCases(policy, parsePolicyCases(file.content));
    const failed = cases.filter(({ ok }) => !ok);
    for (const { name, expected, actual } of failed)
      this.log(`✗ ${printable(name)}: expected ${expected}, got ${actual}`);
    this.log(`${cases.length - failed.length} passed, ${failed.length} failed`);
    if (failed.length > 0) process.exitCode = 1;
    return { passed: cases.length - failed.length, failed: failed.length, cases };
  }
}
