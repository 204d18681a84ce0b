import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { printable } from "../../printable.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminCreateTeam extends TeamCommand {
  static override summary = "Make a team: people who share limits and a layer of policy.";
  static override examples = ["<%= config.bin %> <%= command.id %> blue"];
  static override args = {
    id: Args.string({ description: "lower-case letters, digits and hyphens", required: true }),
  };
  static override flags = {
    name: Flags.string({ description: "name for people", helpValue: "NAME" }),
    server: serverFlag(),
  };

  async run(): Promise<{ readonly id: string }> {
    const { args, flags } = await this.parse(AdminCreateTeam);
    const { server, name } = flags;
    const config = await this.loadConfig(flags.config);
    await this.administer(config, { server }, (administration) =>
      administration.call("POST /admin/teams", { id: args.id, name }),
    );
    this.log(
      `✓ Team ${printable(args.id)} made. Next: infershield admin change-user --team ${printable(args.id)} EMAIL`,
    );
    return { id: args.id };
  }
}
