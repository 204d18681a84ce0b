import { readTokenSummaries } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { chooseLogin, findLogins } from "../../auth/choose-login.ts";
import { type SignedOut, signOut } from "../../auth/sign-out.ts";
import { BaseCommand } from "../../base-command.ts";
import { userFlag } from "../../user-flag.ts";

export default class AuthLogout extends BaseCommand {
  static override summary = "Sign out: revoke the tokens at the provider and delete them here.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> openai",
    "<%= config.bin %> <%= command.id %> --all",
  ];
  static override args = {
    provider: Args.string({ description: "provider to sign out of; may be left out when there is one login" }),
  };
  static override flags = {
    account: Flags.string({ description: "label of the account", exclusive: ["all"], helpValue: "LABEL" }),
    all: Flags.boolean({ description: "sign out of every account (of the provider, when one is named)" }),
    user: userFlag("owner of the login"),
  };

  async run(): Promise<{ readonly signed_out: readonly Omit<SignedOut, "message">[] }> {
    const { args, flags } = await this.parse(AuthLogout);
    const config = await this.loadConfig(flags.config);
    const choice = { userId: flags.user, provider: args.provider, account: flags.account };
    // Chosen before anything is unlocked: without a login there may be no home at all.
    const stored = await readTokenSummaries(config.tokenFile);
    const logins = flags.all ? findLogins(stored, choice) : [chooseLogin(stored, choice)];
    const signedOut: SignedOut[] = [];
    if (logins.length > 0) {
      await this.withInstance(config, { create: false }, async (instance) => {
        for (const login of logins) signedOut.push(await signOut(instance, login));
      });
    }
    for (const { provider, message } of signedOut) this.log(flags.all ? `${provider}: ${message}` : message);
    if (signedOut.length === 0) this.log("There was no login to sign out of.");
    return { signed_out: signedOut.map(({ message: _, ...result }) => result) };
  }
}
