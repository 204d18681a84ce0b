import type { TokenSummary } from "@infershield/token-store";
import * as Flags from "@oclif/core/flags";
import type { LoginCheck } from "../../auth/check-login.ts";
import { type LoginJson, loginToJson, loginToRow } from "../../auth/describe-login.ts";
import { BaseCommand } from "../../base-command.ts";
import { keyLiesBesideTokens } from "../../keys/key-beside-tokens.ts";
import { formatTable } from "../../table.ts";
import { readStoredLogins, type StoredLogins } from "../../team/stored-logins.ts";

interface StatusJson {
  readonly logins: readonly (LoginJson & { readonly check?: LoginCheck })[];
  readonly key_beside_tokens: boolean;
}

export default class AuthStatus extends BaseCommand {
  static override summary = "Show who is logged in where.";
  static override description =
    "Reads what is stored without unlocking it (in a team's database with its key); nothing is sent anywhere, unless --check asks the providers. With --check the exit code is 3 when one refuses a login, 5 when one cannot be reached.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --check"];
  static override flags = {
    check: Flags.boolean({ description: "ask each provider whether it still takes the login in use" }),
  };

  async run(): Promise<StatusJson> {
    const { flags } = await this.parse(AuthStatus);
    const { homePath, ...paths } = await this.loadPaths(flags.config);
    const tokenFile = paths.databaseFile ?? paths.tokenFile;
    const stored = await readStoredLogins({ homePath, ...paths }, async (read) =>
      this.withInstance(await this.loadConfig(flags.config), { create: false }, read),
    );
    const { logins } = stored;
    const checks = flags.check && logins.length > 0 ? await this.#check(flags.config, logins) : undefined;
    const keyBeside = paths.databaseFile === undefined && (await keyLiesBesideTokens({ homePath, tokenFile }));
    if (logins.length === 0) this.log("Not logged in. Next: infershield auth login");
    else this.log(await this.#table(stored, tokenFile, checks));
    if (logins.length > 0 && keyBeside)
      this.log(`The master key lies beside the tokens: a copy of this folder opens the tokens (${homePath}).`);
    return { logins: await this.#toJson(stored, tokenFile, checks), key_beside_tokens: keyBeside };
  }

  async #check(file: string | undefined, logins: readonly TokenSummary[]): Promise<readonly LoginCheck[]> {
    const config = await this.loadConfig(file);
    const { checkLogin } = await import("../../auth/check-login.ts");
    const checks = await this.withInstance(config, { create: false }, async (instance) => {
      const found: LoginCheck[] = [];
      for (const login of logins) found.push(await checkLogin(instance, login));
      return found;
    });
    if (checks.includes("refused")) process.exitCode = 3;
    else if (checks.includes("unreachable")) process.exitCode = 5;
    return checks;
  }

  async #table(
    { logins, emails }: StoredLogins,
    tokenFile: string,
    checks: readonly LoginCheck[] | undefined,
  ): Promise<string> {
    const { nextRefreshAt } = await import("@infershield/key-custody");
    const whose = ({ userId }: TokenSummary): readonly string[] => (emails ? [emails.get(userId) ?? userId] : []);
    const header = [
      ...(emails ? ["User"] : []),
      "Provider",
      "Account",
      "Status",
      "Expires",
      "Last refresh",
      "Next refresh",
      "Stored in",
    ];
    const now = Date.now();
    const rows = logins.map((login) => [
      ...whose(login),
      ...loginToRow(login, { now, nextRefreshAt: nextRefreshAt(login) }),
      tokenFile,
    ]);
    if (!checks) return formatTable(header, rows);
    return formatTable(
      [...header, "Provider says"],
      rows.map((row, index) => [...row, checks[index] ?? "unknown"]),
    );
  }

  async #toJson({ logins, emails }: StoredLogins, tokenFile: string, checks: readonly LoginCheck[] | undefined) {
    if (!this.jsonEnabled()) return [];
    const { nextRefreshAt } = await import("@infershield/key-custody");
    return logins.map((login, index) => ({
      ...loginToJson(login, { emails, tokenFile, now: Date.now(), nextRefreshAt: nextRefreshAt(login) }),
      ...(checks && { check: checks[index] ?? "unknown" }),
    }));
  }
}
