import type { UserJson } from "@infershield/proxy";
import * as Args from "@oclif/core/args";
import { printable } from "../../printable.ts";
import { userAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AdminDisableUser extends TeamCommand {
  static override summary = "Lock an account out: its tokens are refused within a second, running answers are cut off.";
  static override description =
    "Nothing is deleted. Let it in again with: infershield admin change-user --enable EMAIL";
  static override examples = ["<%= config.bin %> <%= command.id %> kim@example.com"];
  static override args = { email: Args.string({ description: "address of the person", required: true }) };
  static override flags = { server: serverFlag() };

  async run(): Promise<UserJson> {
    const { args, flags } = await this.parse(AdminDisableUser);
    const { server } = flags;
    const config = await this.loadConfig(flags.config);
    const user = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/users/change", userAnswer, { user: args.email, state: "disabled" }),
    );
    this.log(`✓ ${printable(user.email)} is locked out.`);
    return user;
  }
}
