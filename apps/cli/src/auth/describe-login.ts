import type { TokenSummary } from "@infershield/token-store";
import { formatRelative, isoTime } from "../format-time.ts";
import type { StoredLogins } from "../team/stored-logins.ts";

/** An account as `--json` shows it. */
export interface AccountJson {
  readonly provider: string;
  readonly account: string;
  readonly name: string | null;
  /** In a team the person's address, else the name given at the login. */
  readonly user: string;
  readonly kind: "oauth" | "api_key";
  readonly selected: boolean;
}

/** A login as `--json` shows it: its account, and how its tokens are. Times are ISO 8601. */
export interface LoginJson extends AccountJson {
  readonly status: string;
  readonly refresh_failures: number;
  readonly expires_at: string | null;
  readonly last_refresh_at: string | null;
  readonly next_refresh_at: string | null;
  readonly stored_in: string;
}

/** The account of a login. @param emails - Addresses by id, in a team. */
export function accountToJson(login: TokenSummary, emails: StoredLogins["emails"]): AccountJson {
  const { provider, account, displayName, userId, kind, selected } = login;
  return { provider, account, name: displayName ?? null, user: emails?.get(userId) ?? userId, kind, selected };
}

/** The whole of a login. */
export function loginToJson(
  login: TokenSummary,
  place: {
    /** Addresses by id, in a team. */
    readonly emails?: StoredLogins["emails"] | undefined;
    readonly tokenFile: string;
    readonly now: number;
    readonly nextRefreshAt: number | undefined;
  },
): LoginJson {
  const { expiresAt, lastRefreshAt, refreshFailures } = login;
  return {
    ...accountToJson(login, place.emails),
    status: describeState(login, place.now),
    refresh_failures: refreshFailures,
    expires_at: isoOrNull(expiresAt),
    last_refresh_at: isoOrNull(lastRefreshAt),
    next_refresh_at: isRenewed(login) ? isoOrNull(place.nextRefreshAt) : null,
    stored_in: place.tokenFile,
  };
}

/** Provider, account, status, expiry, last and next refresh, as a row of a table. */
export function loginToRow(
  login: TokenSummary,
  { now, nextRefreshAt }: { readonly now: number; readonly nextRefreshAt: number | undefined },
): readonly string[] {
  const account = `${login.displayName ?? login.account}${login.selected ? " *" : ""}`;
  const expires = login.expiresAt === undefined ? "never" : formatRelative(login.expiresAt, now);
  const refreshed = login.lastRefreshAt === undefined ? "-" : formatRelative(login.lastRefreshAt, now);
  const failures = login.refreshFailures === 0 ? "" : `, ${login.refreshFailures} renewals failed`;
  const isDue = nextRefreshAt !== undefined && nextRefreshAt <= now;
  const next =
    !isRenewed(login) || nextRefreshAt === undefined ? "-" : isDue ? "at next use" : formatRelative(nextRefreshAt, now);
  return [login.provider, account, `${describeState(login, now)}${failures}`, expires, refreshed, next];
}

function isRenewed({ state, has }: TokenSummary): boolean {
  return state === "active" && has.includes("refresh_token");
}

function describeState(login: TokenSummary, now: number): string {
  if (login.state === "reauthentication_required") return "log in again";
  const expired = login.expiresAt !== undefined && login.expiresAt <= now;
  if (!expired) return "active";
  return login.has.includes("refresh_token") ? "refreshes at next use" : "expired";
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoTime(ms);
}
