import type { UserJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { printable } from "../../printable.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminDeleteUser extends TeamCommand {
  static override summary = "Delete an account with its tokens and logins.";
  static override description =
    "Its logins are revoked at their providers first, as far as those answer. What the audit trail recorded stays.";
  static override examples = ["<%= config.bin %> <%= command.id %> kim@example.com"];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = { server: serverFlag() };

  async run(): Promise<UserJson> {
    const { args, flags } = await this.parse(AdminDeleteUser);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const [{ userAnswer }, { ask }] = await Promise.all([import("../../team/answers.ts"), import("../../team/ask.ts")]);
    const user = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/users/delete", userAnswer, { user: args.email }),
    );
    this.log(`✓ ${printable(user.email)} is deleted.`);
    return user;
  }
}
