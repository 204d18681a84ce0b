import type { TeamJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { printable } from "../../printable.ts";
import { teamAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminDeleteTeam extends TeamCommand {
  static override summary = "Delete a team with its layer of policy; its members stay, without a team.";
  static override examples = ["<%= config.bin %> <%= command.id %> blue"];
  static override args = { id: Args.string({ description: "the team", required: true }) };
  static override flags = { server: serverFlag() };

  async run(): Promise<TeamJson> {
    const { args, flags } = await this.parse(AdminDeleteTeam);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const team = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/teams/delete", teamAnswer, { id: args.id }),
    );
    this.log(`✓ Team ${printable(team.id)} is deleted; its members have none.`);
    return team;
  }
}
