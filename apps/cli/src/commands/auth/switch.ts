import { recordedAct } from "@infershield/instance";
import { readTokenSummaries } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import { chooseLogin } from "../../auth/choose-login.ts";
import { requireOwnHome } from "../../auth/require-own-home.ts";
import { BaseCommand } from "../../base-command.ts";
import { printable } from "../../printable.ts";
import { userFlag } from "../../user-flag.ts";

export default class AuthSwitch extends BaseCommand {
  static override summary = "Choose which account of a provider is used.";
  static override description = "A running proxy uses it from the next request on.";
  static override examples = ["<%= config.bin %> <%= command.id %> github work"];
  static override args = {
    provider: Args.string({ description: "provider of the account", required: true }),
    account: Args.string({ description: "label of the account, from `infershield auth list`", required: true }),
  };
  static override flags = { user: userFlag("owner of the login") };

  async run(): Promise<{ readonly provider: string; readonly account: string }> {
    const { args, flags } = await this.parse(AuthSwitch);
    const { provider, account } = args;
    const config = await this.loadConfig(flags.config);
    requireOwnHome(config);
    const login = chooseLogin(await readTokenSummaries(config.tokenFile), { userId: flags.user, provider, account });
    const act = { event: "authentication", action: "auth.switch", userId: flags.user, provider } as const;
    await this.withInstance(config, { create: false }, (instance) =>
      recordedAct(instance, act, () => instance.tokens.select(login)),
    );
    this.log(`✓ ${provider} uses ${printable(login.displayName ?? account)} now.`);
    return { provider, account };
  }
}
