import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import { signedOutAnswer } from "../../team/answers.ts";
import { ask } from "../../team/ask.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

interface SignedOutJson {
  readonly signed_out: readonly {
    readonly provider: string;
    readonly account: string;
    readonly revoked: "revoked" | "unsupported" | "failed";
  }[];
}

const outcomes = {
  revoked: "revoked",
  unsupported: "deleted here; the provider revokes nothing",
  failed: "deleted here; the provider did not confirm",
} as const;

export default class AdminRevoke extends TeamCommand {
  static override summary = "Revoke a person's login at a provider.";
  static override examples = ["<%= config.bin %> <%= command.id %> kim@example.com openai"];
  static override args = {
    email: Args.string({ description: "address of the person", required: true }),
    provider: Args.string({ description: "provider of the login", required: true }),
  };
  static override flags = {
    account: Flags.string({ description: "label of one account (default: all of them)", helpValue: "LABEL" }),
    server: serverFlag(),
  };

  async run(): Promise<SignedOutJson> {
    const { args, flags } = await this.parse(AdminRevoke);
    const { server, account } = flags;
    const { email, provider } = args;
    const config = await this.loadConfig(flags.config);
    const result = await this.administer(config, { server }, (administration) =>
      ask(administration, "POST /admin/logins/revoke", signedOutAnswer, { user: email, provider, account }),
    );
    if (result.signed_out.length === 0) {
      throw new CliError("NOT_LOGGED_IN", `${printable(email)} is not logged in to ${printable(provider)}.`, {
        hint: "Check the address and the provider's name; nothing was changed.",
      });
    }
    for (const one of result.signed_out) {
      this.log(`✓ ${printable(one.provider)} (${printable(one.account)}): ${outcomes[one.revoked]}.`);
    }
    return result;
  }
}
