import type { DeletedUserJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { printable } from "../../printable.ts";
import { deletedUserAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminDeleteUser extends TeamCommand {
  static override summary = "Delete an account with its tokens and logins.";
  static override description =
    "Its logins are revoked at their providers first, as far as those answer. What the audit trail recorded stays, under an id without an address. Excerpts of what the person wrote stay readable until their time is over; with --shred nobody can read them any more, for good.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> kim@example.com",
    "<%= config.bin %> <%= command.id %> --shred kim@example.com",
  ];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = {
    shred: Flags.boolean({ description: "also make excerpts of what the person wrote unreadable" }),
    server: serverFlag(),
  };

  async run(): Promise<DeletedUserJson> {
    const { args, flags } = await this.parse(AdminDeleteUser);
    const { server, shred } = flags;
    const config = await this.loadConfig(flags.config);
    const user = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/users/delete", deletedUserAnswer, { user: args.email, shred }),
    );
    this.log(`✓ ${printable(user.email)} is deleted. Audit records name ${printable(user.id)}.`);
    if (user.excerpts_shredded) this.log("✓ Nobody can read excerpts of what they wrote any more.");
    else {
      this.progress("Excerpts of what they wrote, where they were kept, stay readable until their time is over.");
      this.progress(`To destroy them, on the server: infershield audit shred ${printable(user.id)}`);
    }
    return user;
  }
}
