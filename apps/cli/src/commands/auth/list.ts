import * as Flags from "@oclif/core/flags";
import { type AccountJson, accountToJson } from "../../auth/describe-login.ts";
import { formatTable } from "../../table.ts";
import { serverFlag } from "../../team/server-flag.ts";
import { readStoredLogins } from "../../team/stored-logins.ts";
import { TeamCommand } from "../../team/team-command.ts";

export default class AuthList extends TeamCommand {
  static override summary = "List the accounts you are logged in with; * marks the one in use.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  static override flags = {
    user: Flags.string({ description: "in a team, only logins of this person", helpValue: "EMAIL" }),
    server: serverFlag({ description: "your logins that a team's server keeps; those of others with --user" }),
  };

  async run(): Promise<{ readonly accounts: readonly AccountJson[] }> {
    const { flags } = await this.parse(AuthList);
    const { server, user } = flags;
    const listed =
      server === undefined ? await this.#here(flags.config) : await this.#atServer(flags.config, server, user);
    const accounts = user === undefined ? listed : listed.filter((one) => one.user === user.toLowerCase());
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
    const { logins, emails } = await readStoredLogins(await this.loadPaths(file), async (read) =>
      this.withInstance(await this.loadConfig(file), { create: false }, read),
    );
    return logins.map((login) => accountToJson(login, emails));
  }

  async #atServer(
    file: string | undefined,
    server: string,
    other: string | undefined,
  ): Promise<readonly AccountJson[]> {
    const [{ loginsAnswer, meAnswer }, { ask }] = await Promise.all([
      import("../../team/answers.ts"),
      import("../../team/ask.ts"),
    ]);
    const token = other === undefined ? "device" : "administration";
    return await this.administer(await this.loadConfig(file), { server, token }, async (administration) => {
      const email = other?.toLowerCase() ?? (await ask(administration, "GET /admin/me", meAnswer)).user.email;
      const { logins } = await ask(administration, "GET /admin/logins", loginsAnswer, { user: other });
      return logins.map(({ provider, account, name, kind, selected }) => ({
        provider,
        account,
        name,
        user: email,
        kind,
        selected,
      }));
    });
  }
}
