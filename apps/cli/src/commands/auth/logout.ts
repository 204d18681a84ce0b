import type { Config } from "@infershield/instance";
import { readTokenSummaries } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { chooseLogin, findLogins } from "../../auth/choose-login.ts";
import { requireOwnHome } from "../../auth/require-own-home.ts";
import { type SignedOut, signOut } from "../../auth/sign-out.ts";
import { CliError } from "../../cli-error.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";
import { userFlag } from "../../user-flag.ts";

export default class AuthLogout extends TeamCommand {
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
    server: serverFlag({ description: "end a login of yours that a team's server keeps", exclusive: ["all", "user"] }),
  };

  async run(): Promise<{ readonly signed_out: readonly Omit<SignedOut, "message">[] }> {
    const { args, flags } = await this.parse(AuthLogout);
    const config = await this.loadConfig(flags.config);
    if (flags.server !== undefined) return await this.#atServer(config, flags.server, args.provider, flags.account);
    requireOwnHome(config);
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

  async #atServer(
    config: Config,
    server: string,
    provider: string | undefined,
    account: string | undefined,
  ): Promise<{ readonly signed_out: readonly Omit<SignedOut, "message">[] }> {
    if (provider === undefined) {
      const hint = `Your logins there: infershield auth list --server ${server}`;
      throw new CliError("INVALID_USAGE", "With --server the provider has to be named.", { hint });
    }
    const [{ signedOutAnswer }, { ask }] = await Promise.all([
      import("../../team/answers.ts"),
      import("../../team/ask.ts"),
    ]);
    const { signed_out } = await this.administer(config, { server, token: "device" }, (administration) =>
      ask(administration, "POST /admin/logins/revoke", signedOutAnswer, { provider, account }),
    );
    for (const one of signed_out) {
      const deleted = "✓ Token deleted there. The provider did not confirm a revocation.";
      this.log(one.revoked === "revoked" ? "✓ Token revoked. Re-authenticate to continue." : deleted);
    }
    if (signed_out.length === 0) this.log("There was no login to sign out of.");
    return { signed_out };
  }
}
