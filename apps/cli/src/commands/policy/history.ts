import type { PolicyVersionJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { historyAnswer } from "../../policy/policy-answers.ts";
import { formatTable } from "../../table.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class PolicyHistory extends TeamCommand {
  static override summary = "List the versions of a team's policies, the newest first.";
  static override description =
    "Each is in force from its time until the next version of the same layer. The hash is that of the document.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 team:blue",
  ];
  static override args = { layer: Args.string({ description: "org, team:NAME or user:EMAIL" }) };
  static override flags = {
    limit: Flags.integer({ description: "at most this many", default: 50, min: 1, max: 1_000, helpValue: "N" }),
    before: Flags.integer({ description: "only changes before this one", min: 1, helpValue: "CHANGE" }),
    server: serverFlag(),
  };

  async run(): Promise<{ readonly versions: readonly PolicyVersionJson[] }> {
    const { args, flags } = await this.parse(PolicyHistory);
    const { server, limit, before } = flags;
    const config = await this.loadConfig(flags.config);
    const history = await this.administer(config, { server }, (administration) =>
      ask(administration, "GET /admin/policies/history", historyAnswer, { layer: args.layer, limit, before }),
    );
    const rows = history.versions.map(({ change, layer, version, hash, author, created_at }) => [
      String(change),
      layer,
      String(version),
      hash?.slice(0, 16) ?? "taken away",
      author,
      created_at,
    ]);
    if (rows.length === 0) this.log("No policy was ever set. Next: infershield policy set FILE");
    else this.log(formatTable(["Change", "Layer", "Version", "Hash", "By", "In force since"], rows));
    if (rows.length === limit) this.progress(`Earlier ones: --before ${history.versions.at(-1)?.change}`);
    return history;
  }
}
