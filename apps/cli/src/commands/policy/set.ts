import type { PolicyChangedJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { CliError } from "../../cli-error.ts";
import { readPolicyBook } from "../../policy/read-policy-book.ts";
import { notInForce, setPolicy } from "../../policy/set-policy.ts";
import { expectedVersionFlag } from "../../policy/version-flag.ts";
import { printable } from "../../printable.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class PolicySet extends TeamCommand {
  static override summary = "Put layers of a team's policy in force.";
  static override description =
    "The file is checked, then each of its layers becomes the newest version: of the organisation, of the team of its name, or of the person of its name (an address). A running server takes it at once; earlier versions stay in `policy history`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 policy.yaml",
    {
      description: "Only on top of version 3, which you looked at",
      command: "<%= config.bin %> <%= command.id %> --expected-version 3 policy.yaml",
    },
  ];
  static override args = {
    file: Args.string({ description: "policy file (YAML), or a folder of them", required: true }),
  };
  static override flags = { "expected-version": expectedVersionFlag, server: serverFlag() };

  async run(): Promise<{ readonly policies: readonly PolicyChangedJson[] }> {
    const { args, flags } = await this.parse(PolicySet);
    const { server, "expected-version": expectedVersion } = flags;
    const config = await this.loadConfig(flags.config);
    const { layers } = (await readPolicyBook(args.file, config)).book;
    if (expectedVersion !== undefined && layers.length !== 1) {
      throw new CliError("INVALID_USAGE", "--expected-version is for a file with one layer.", {
        hint: "Name a file that holds only the layer that you looked at.",
      });
    }
    const policies: PolicyChangedJson[] = [];
    await this.administer(config, { server }, async (administration) => {
      for (const layer of layers) {
        const { now, before } = await setPolicy(administration, layer, expectedVersion);
        const what = !now.in_force ? "is stored" : now.version === before ? "was in force already" : "is in force";
        this.log(
          `${now.in_force ? "✓" : "!"} ${printable(now.layer)}: version ${now.version} ${what} (${now.hash?.slice(0, 16)})`,
        );
        if (!now.in_force) for (const line of notInForce) this.progress(line);
        policies.push(now);
      }
    });
    if (policies.some(({ in_force }) => !in_force)) process.exitCode = 1;
    return { policies };
  }
}
