import type { UserJson } from "@infershield/proxy";
import * as Flags from "@oclif/core/flags";
import type { Administration } from "../../team/administration.ts";
import { usersAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { usersTable } from "../../team/show-users.ts";
import { TeamCommand } from "../../team/team-command.ts";

const pageSize = 1_000;

export default class AdminListUsers extends TeamCommand {
  static override summary = "List the accounts of the team.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --team blue"];
  static override flags = {
    team: Flags.string({ description: "only members of this team", helpValue: "TEAM" }),
    server: serverFlag(),
  };

  async run(): Promise<{ readonly users: readonly UserJson[] }> {
    const { flags } = await this.parse(AdminListUsers);
    const { server, team } = flags;
    const config = await this.loadConfig(flags.config);
    const users = await this.administer(config, { server }, (administration) => listAll(administration, team));
    if (users.length === 0) this.log("Nobody yet. Next: infershield admin create-user --role owner EMAIL");
    else this.log(usersTable(users));
    return { users };
  }
}

async function listAll(administration: Administration, team: string | undefined): Promise<readonly UserJson[]> {
  const all: UserJson[] = [];
  for (;;) {
    const after = all.at(-1)?.email;
    const { users } = await ask(administration, "GET /admin/users", usersAnswer, { team, after, limit: pageSize });
    all.push(...users);
    if (users.length < pageSize) return all;
  }
}
