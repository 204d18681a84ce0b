import { type Config, openAuditSource } from "@infershield/instance";
import { type PolicyBook, type PolicySubject, type Simulation, simulatePolicy } from "@infershield/policy";
import * as Args from "@oclif/core/args";
import { filterFlags } from "../../audit/filter-flags.ts";
import { recordFilter } from "../../audit/record-filter.ts";
import { recordedDecisions } from "../../audit/recorded-decisions.ts";
import { BaseCommand } from "../../base-command.ts";
import { counted } from "../../counted.ts";
import { readPolicyBook } from "../../policy/read-policy-book.ts";
import { teamFlag } from "../../policy/team-flag.ts";
import type { TriedInTeam } from "../../policy/try-in-team.ts";
import { formatTable } from "../../table.ts";

type Example = Simulation["examples"][number];

/** A simulation with the names that other commands' JSON has. */
type SimulationJson = Omit<Simulation, "examples"> & {
  readonly examples: readonly (Omit<Example, "requestId" | "userId"> & {
    readonly request_id: string;
    readonly user_id: string;
  })[];
};

export default class PolicySimulate extends BaseCommand {
  static override summary = "Replay a policy file over recorded requests and show what it would change.";
  static override description =
    "Reads the findings of the audit trail, never a text. Nothing is put in force. A layer of a person counts for that person's requests, the layer of a team for those of the team asked for. In a team the file is tried on top of what is in force, each person in the team they belong to.";
  static override examples = ["<%= config.bin %> <%= command.id %> --since 7d policy.yaml"];
  static override args = {
    file: Args.string({ description: "policy file (YAML), or a folder of them", required: true }),
  };
  static override flags = {
    user: filterFlags.user,
    since: filterFlags.since,
    until: filterFlags.until,
    team: teamFlag,
  };

  async run(): Promise<SimulationJson> {
    const { args, flags } = await this.parse(PolicySimulate);
    const config = await this.loadConfig(flags.config);
    const { riskThreshold } = config;
    const { book, team } = await readPolicyBook(args.file, { riskThreshold, team: flags.team });
    const inTeam = flags.team === undefined ? await this.#tryInTeam(config, book) : undefined;
    if (inTeam === undefined && team !== undefined)
      this.progress(`Replayed as if everybody belonged to the team ${team}.`);
    const subjectOf = (userId: string): PolicySubject => ({ userId, ...(team !== undefined && { team }) });
    const recorded = recordedDecisions(await openAuditSource(config), await recordFilter(config, flags));
    const simulation = await simulatePolicy(recorded, ({ userId }) =>
      inTeam === undefined ? book.of(subjectOf(userId)) : inTeam.policyOf(userId),
    );
    const { decisions, changes, examples, undecidable } = simulation;
    const changed = Object.values(changes).reduce((sum, count) => sum + count, 0);
    this.log(`${counted(decisions, "request")} replayed, ${changed} would end otherwise.`);
    for (const [change, count] of Object.entries(changes)) this.log(`  ${change}: ${count}`);
    if (examples.length > 0) {
      const rows = examples
        .slice(0, 20)
        .map((one) => [
          one.requestId,
          inTeam?.nameOf(one.userId) ?? one.userId,
          one.before,
          one.after,
          one.rules.join(", "),
        ]);
      this.log(`\n${formatTable(["Request", "User", "Before", "After", "Rules"], rows)}`);
    }
    if (undecidable > 0) this.progress(`${undecidable} older records tell too little to be replayed.`);
    return {
      ...simulation,
      examples: examples.map(({ requestId, userId, ...rest }) => ({
        request_id: requestId,
        user_id: userId,
        ...rest,
      })),
    };
  }

  async #tryInTeam(config: Config, { layers }: PolicyBook): Promise<TriedInTeam | undefined> {
    if (config.databaseFile === undefined) return undefined;
    const { tryInTeam } = await import("../../policy/try-in-team.ts");
    return this.withInstance(config, { create: false }, (instance) => tryInTeam(instance, layers, config));
  }
}
