import type { UserJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import { userAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { roles } from "../../team/roles.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminChangeUser extends TeamCommand {
  static override summary = "Change the role, team or name of an account, or enable it again.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --role auditor kim@example.com",
    "<%= config.bin %> <%= command.id %> --enable kim@example.com",
  ];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = {
    role: Flags.option({ options: roles, description: "what the person may do" })(),
    name: Flags.string({ description: "name of the person", helpValue: "NAME" }),
    team: Flags.string({ description: "team that the person belongs to", exclusive: ["no-team"], helpValue: "TEAM" }),
    "no-team": Flags.boolean({ description: "take the person out of the team" }),
    enable: Flags.boolean({ description: "let a disabled account in again" }),
    server: serverFlag(),
  };

  async run(): Promise<UserJson> {
    const { args, flags } = await this.parse(AdminChangeUser);
    const { server, role, name, enable } = flags;
    const team = flags["no-team"] ? null : flags.team;
    if (role === undefined && name === undefined && team === undefined && !enable) {
      throw new CliError("INVALID_USAGE", "There is nothing to change.", {
        hint: "Say what: --role, --name, --team, --no-team or --enable.",
      });
    }
    const config = await this.loadConfig(flags.config);
    const change = { user: args.email, role, name, team, ...(enable && { state: "active" }) };
    const user = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/users/change", userAnswer, change),
    );
    this.log(
      `✓ ${printable(user.email)} is ${user.role}${user.team === null ? "" : ` of ${printable(user.team)}`}, ${user.state}.`,
    );
    return user;
  }
}
