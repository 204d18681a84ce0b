import type { InvitationJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { invitationAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { invitationLines } from "../../team/show-users.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminInvite extends TeamCommand {
  static override summary = "Make a one-time code for one more device of a person.";
  static override examples = ["<%= config.bin %> <%= command.id %> kim@example.com"];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = { server: serverFlag() };

  async run(): Promise<InvitationJson> {
    const { args, flags } = await this.parse(AdminInvite);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const invitation = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/users/invite", invitationAnswer, { user: args.email }),
    );
    const [code, ...lines] = invitationLines(invitation, server);
    this.log(code);
    for (const line of lines) this.progress(line);
    return invitation;
  }
}
