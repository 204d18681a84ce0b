import { readTokenSummaries } from "@infershield/token-store";
import { formatTable } from "../../table.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { TeamCommand } from "../../team/team-command.ts";

interface AccountJson {
  readonly provider: string;
  readonly account: string;
  readonly name: string | null;
  readonly user: string;
  readonly kind: "oauth" | "api_key";
  readonly selected: boolean;
}

export default class AuthList extends TeamCommand {
  static override summary = "List the accounts you are logged in with; * marks the one in use.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  static override flags = { server: serverFlag({ description: "your logins that a team's server keeps" }) };

  async run(): Promise<{ readonly accounts: readonly AccountJson[] }> {
    const { flags } = await this.parse(AuthList);
    const { server } = flags;
    const accounts = server === undefined ? await this.#here(flags.config) : await this.#atServer(flags.config, server);
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

  async #here(file: string | undefined): Promise<readonly AccountJson[]> {
    const { tokenFile } = await this.loadPaths(file);
    const logins = await readTokenSummaries(tokenFile);
    return logins.map(({ provider, account, displayName, userId, kind, selected }) => ({
      provider,
      account,
      name: displayName ?? null,
      user: userId,
      kind,
      selected,
    }));
  }

  async #atServer(file: string | undefined, server: string): Promise<readonly AccountJson[]> {
    const [{ loginsAnswer, meAnswer }, { ask }] = await Promise.all([
      import("../../team/answers.ts"),
      import("../../team/ask.ts"),
    ]);
    return await this.administer(await this.loadConfig(file), { server, token: "device" }, async (administration) => {
      const { user } = await ask(administration, "GET /admin/me", meAnswer);
      const { logins } = await ask(administration, "GET /admin/logins", loginsAnswer);
      return logins.map(({ provider, account, name, kind, selected }) => ({
        provider,
        account,
        name,
        user: user.email,
        kind,
        selected,
      }));
    });
  }
}
