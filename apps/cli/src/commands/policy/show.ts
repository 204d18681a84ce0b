import { localUser } from "@infershield/core";
import { type Config, openPolicies } from "@infershield/instance";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../../cli-error.ts";
import type { ShownPolicy } from "../../policy/policy-answers.ts";
import { teamFlag } from "../../policy/team-flag.ts";
import { printable } from "../../printable.ts";
import { formatTable } from "../../table.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

interface Asked {
  readonly server: string | undefined;
  readonly user: string | undefined;
  readonly team: string | undefined;
}

export default class PolicyShow extends TeamCommand {
  static override summary = "Show the policy in force.";
  static override description =
    "The built-in policy with the layers above it: for one person those of INFERSHIELD_POLICY_FILE (a file or a folder); in a team those in its database, for the person asked for or, with --server, for you.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --user alex@example.com --team payments",
    "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 --user kim@example.com",
  ];

  static override flags = {
    user: Flags.string({ description: "the policy of this person", helpValue: "EMAIL" }),
    team: teamFlag,
    server: serverFlag(),
  };

  async run(): Promise<{ readonly policy: ShownPolicy; readonly enforcement?: string }> {
    const { flags } = await this.parse(PolicyShow);
    const config = await this.loadConfig(flags.config);
    const policy = (await this.#ofTeam(config, flags)) ?? (await ofFiles(config, flags));
    // What a server does with its verdicts is in its own configuration.
    const enforcement = flags.server === undefined ? config.enforcement : undefined;
    const mode = enforcement === undefined ? "" : `, ${enforcement}`;
    this.log(`Policy ${printable(policy.id)} (${policy.hash.slice(0, 16)})${mode}`);
    this.log(`Attacks are blocked from a score of ${policy.risk_threshold}; secrets and personal data are redacted.`);
    this.log(`Content no detector reads (images, audio, files): ${policy.unscannable}.`);
    const rows = policy.layers.flatMap((layer) =>
      layer.rules.map(({ name, action }) => [layer.level, layer.name, name, action]),
    );
    if (rows.length > 0) this.log(`\n${formatTable(["Level", "For", "Rule", "Action"], rows)}`);
    return { policy, ...(enforcement !== undefined && { enforcement }) };
  }

  async #ofTeam(config: Config, { server, user, team }: Asked): Promise<ShownPolicy | undefined> {
    const token = user === undefined ? "device" : "administration";
    return await this.withTeam(config, { server, token }, async (administration) => {
      if (team !== undefined) {
        throw new CliError("INVALID_USAGE", "Whose team counts is known here: --team is for policy files.", {
          hint: "Name a person: --user EMAIL",
        });
      }
      const [{ policyAnswer }, { ask }] = await Promise.all([
        import("../../policy/policy-answers.ts"),
        import("../../team/ask.ts"),
      ]);
      const policy = await ask(administration, "GET /admin/policies/effective", policyAnswer, { user });
      const nameOf = (level: string, name: string): string => (level === "user" ? (user ?? "you") : name);
      return { ...policy, layers: policy.layers.map((each) => ({ ...each, name: nameOf(each.level, each.name) })) };
    });
  }
}

async function ofFiles(config: Config, { user: userId = localUser, team }: Asked): Promise<ShownPolicy> {
  const policies = await openPolicies(config);
  const { riskThreshold, ...policy } = policies.of({ userId, ...(team !== undefined && { team }) });
  return { ...policy, risk_threshold: riskThreshold };
}
