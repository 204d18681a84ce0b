import { readTokenSummaries } from "@infershield/token-store";
import { BaseCommand } from "../../base-command.ts";
import { formatTable } from "../../table.ts";

interface AccountJson {
  readonly provider: string;
  readonly account: string;
  readonly name: string | null;
  readonly user: string;
  readonly kind: "oauth" | "api_key";
  readonly selected: boolean;
}

export default class AuthList extends BaseCommand {
  static override summary = "List the accounts you are logged in with; * marks the one in use.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly accounts: readonly AccountJson[] }> {
    const { flags } = await this.parse(AuthList);
    const { tokenFile } = await this.loadPaths(flags.config);
    const logins = await readTokenSummaries(tokenFile);
    const accounts = logins.map(({ provider, account, displayName, userId, kind, selected }) => ({
      provider,
      account,
      name: displayName ?? null,
      user: userId,
      kind,
      selected,
    }));
    if (accounts.length === 0) this.log("Not logged in. Next: infershield auth login");
    else
      this.log(
        formatTable(
          ["", "Provider", "Account", "Name", "Kind", "User"],
          accounts.map((one) => [
            one.selected ? "*" : "",
            one.provider,
            one.account,
            one.name ?? "-",
            one.kind === "oauth" ? "login" : "API key",
            one.user,
          ]),
        ),
      );
    return { accounts };
  }
}
