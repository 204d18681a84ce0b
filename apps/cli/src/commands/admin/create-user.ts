import type { InvitationJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { invitationAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { roles } from "../../team/roles.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { invitationLines } from "../../team/show-users.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminCreateUser extends TeamCommand {
  static override summary = "Make an account, and a one-time code for its first device.";
  static override description =
    "On the machine of the database, the first account makes the database too: give it the role owner. The code is printed once; it works once, for an hour.";
  static override examples = [
    {
      description: "The first account, on the server",
      command: "<%= config.bin %> <%= command.id %> --role owner alex@example.com",
    },
    {
      description: "Another one, from anywhere",
      command: "<%= config.bin %> <%= command.id %> --server https://infershield.example:8001 kim@example.com",
    },
  ];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = {
    role: Flags.option({ options: roles, default: "member" as const, description: "what the person may do" })(),
    name: Flags.string({ description: "name of the person", helpValue: "NAME" }),
    team: Flags.string({ description: "team that the person belongs to", helpValue: "TEAM" }),
    server: serverFlag(),
  };

  async run(): Promise<InvitationJson> {
    const { args, flags } = await this.parse(AdminCreateUser);
    const { server, role, name, team } = flags;
    const config = await this.loadConfig(flags.config);
    const invitation = await this.administer(config, { server, create: true }, (administration) =>
      ask(administration, "POST /admin/users", invitationAnswer, { email: args.email, role, name, team }),
    );
    const [code, ...lines] = invitationLines(invitation, server);
    this.log(code);
    for (const line of lines) this.progress(line);
    return invitation;
  }
}
