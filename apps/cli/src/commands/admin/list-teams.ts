import type { TeamJson } from "@infershield/proxy";
import { formatTable } from "../../table.ts";
import { teamsAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminListTeams extends TeamCommand {
  static override summary = "List the teams: people who share limits and a layer of policy.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];
  static override flags = { server: serverFlag() };

  async run(): Promise<{ readonly teams: readonly TeamJson[] }> {
    const { flags } = await this.parse(AdminListTeams);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const answer = await this.administer(config, { server }, (administration) =>
      ask(administration, "GET /admin/teams", teamsAnswer),
    );
    const rows = answer.teams.map(({ id, name, created_at }) => [id, name, created_at]);
    if (rows.length === 0) this.log("No teams yet. Next: infershield admin create-team NAME");
    else this.log(formatTable(["Team", "Name", "Since"], rows));
    return answer;
  }
}
