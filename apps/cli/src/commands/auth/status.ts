import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readTokenSummaries, type TokenSummary } from "@infershield/token-store";
import { BaseCommand } from "../../base-command.ts";
import { formatRelative, isoTime } from "../../format-time.ts";
import { formatTable } from "../../table.ts";

interface LoginJson {
  readonly provider: string;
  readonly account: string;
  readonly name: string | null;
  readonly user: string;
  readonly kind: "oauth" | "api_key";
  readonly selected: boolean;
  readonly status: string;
  readonly expires_at: string | null;
  readonly last_refresh_at: string | null;
  readonly stored_in: string;
}

export default class AuthStatus extends BaseCommand {
  static override summary = "Show who is logged in where.";
  static override description = "Reads what is stored without unlocking it; nothing is sent anywhere.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly logins: readonly LoginJson[]; readonly key_beside_tokens: boolean }> {
    const { flags } = await this.parse(AuthStatus);
    const { tokenFile, homePath } = await this.loadConfig(flags.config);
    const logins = await readTokenSummaries(tokenFile);
    const keyBeside = dirname(tokenFile) === homePath && existsSync(join(homePath, "master.key"));
    if (logins.length === 0) {
      this.log("Not logged in. Next: infershield auth login");
    } else {
      const header = ["Provider", "Account", "Status", "Expires", "Last refresh", "Stored in"];
      this.log(
        formatTable(
          header,
          logins.map((login) => toRow(login, tokenFile, Date.now())),
        ),
      );
      if (keyBeside)
        this.log(`The master key lies beside the tokens: a copy of this folder opens the tokens (${homePath}).`);
    }
    return { logins: logins.map((login) => toJson(login, tokenFile)), key_beside_tokens: keyBeside };
  }
}

function toRow(login: TokenSummary, tokenFile: string, now: number): readonly string[] {
  const account = `${login.displayName ?? login.account}${login.selected ? " *" : ""}`;
  const expires = login.expiresAt === undefined ? "never" : formatRelative(login.expiresAt, now);
  const refreshed = login.lastRefreshAt === undefined ? "-" : formatRelative(login.lastRefreshAt, now);
  return [login.provider, account, describeState(login, now), expires, refreshed, tokenFile];
}

function describeState(login: TokenSummary, now: number): string {
  if (login.state === "reauthentication_required") return "log in again";
  const expired = login.expiresAt !== undefined && login.expiresAt <= now;
  if (!expired) return "active";
  return login.has.includes("refresh_token") ? "refreshes at next use" : "expired";
}

function toJson(login: TokenSummary, tokenFile: string): LoginJson {
  const { provider, account, displayName, userId, kind, selected, expiresAt, lastRefreshAt } = login;
  return {
    provider,
    account,
    name: displayName ?? null,
    user: userId,
    kind,
    selected,
    status: describeState(login, Date.now()),
    expires_at: expiresAt === undefined ? null : isoTime(expiresAt),
    last_refresh_at: lastRefreshAt === undefined ? null : isoTime(lastRefreshAt),
    stored_in: tokenFile,
  };
}
