import { recordedAct } from "@infershield/instance";
import { createCustody } from "@infershield/key-custody";
import { readTokenSummaries } from "@infershield/token-store";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { chooseLogin } from "../../auth/choose-login.ts";
import { requireOwnHome } from "../../auth/require-own-home.ts";
import { BaseCommand } from "../../base-command.ts";
import { CliError } from "../../cli-error.ts";
import { formatRelative, isoTime } from "../../format-time.ts";
import { userFlag } from "../../user-flag.ts";

interface RefreshJson {
  readonly provider: string;
  readonly account: string;
  readonly expires_at: string | null;
}

export default class AuthRefresh extends BaseCommand {
  static override summary = "Renew the tokens of a login now.";
  static override description = "The proxy renews them by itself; this shows whether it can.";
  static override examples = ["<%= config.bin %> <%= command.id %> openai"];
  static override args = {
    provider: Args.string({ description: "provider of the login; may be left out when there is one login" }),
  };
  static override flags = {
    account: Flags.string({ description: "label of the account", helpValue: "LABEL" }),
    user: userFlag("owner of the login"),
  };

  async run(): Promise<RefreshJson> {
    const { args, flags } = await this.parse(AuthRefresh);
    const config = await this.loadConfig(flags.config);
    requireOwnHome(config);
    const choice = { userId: flags.user, provider: args.provider, account: flags.account };
    const login = chooseLogin(await readTokenSummaries(config.tokenFile), choice);
    if (login.kind === "api_key") {
      throw new CliError("SIGN_IN_UNAVAILABLE", `The login to ${login.provider} is an API key: it needs no renewal.`, {
        hint: `Put another one in its place with: infershield auth login --with-token ${login.provider}`,
      });
    }
    if (!login.has.includes("refresh_token")) {
      throw new CliError("SIGN_IN_UNAVAILABLE", `The login to ${login.provider} has nothing to renew it with.`, {
        hint: `Run: infershield auth login ${login.provider}`,
      });
    }
    const { expiresAt } = await this.withInstance(config, { create: false }, async (instance) => {
      const custody = createCustody({ keyMode: "server", store: instance.tokens, environmentKeys: new Map() });
      try {
        const { provider, userId } = login;
        const act = { event: "authentication", action: "auth.refresh", userId, provider } as const;
        return await recordedAct(instance, act, () => custody.refresh(login, instance.providers.get(provider)));
      } finally {
        await custody.close();
      }
    });
    const until = expiresAt === undefined ? "" : `; expires ${formatRelative(expiresAt, Date.now())}`;
    this.log(`✓ ${login.provider} renewed${until}`);
    const { provider, account } = login;
    return { provider, account, expires_at: expiresAt === undefined ? null : isoTime(expiresAt) };
  }
}
