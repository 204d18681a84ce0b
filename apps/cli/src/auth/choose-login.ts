import type { TokenSummary } from "@infershield/token-store";
import { CliError } from "../cli-error.ts";

/** What was said of a login: whose, and as much of the rest as was given. */
export interface LoginChoice {
  readonly userId: string;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
}

/**
 * The stored logins that a command means: named ones, or the only one when nothing is named.
 *
 * @throws CliError `NOT_LOGGED_IN` when there is none, `INVALID_USAGE` when several fit and none was named
 */
export function chooseLogin(logins: readonly TokenSummary[], choice: LoginChoice): TokenSummary {
  const fitting = findLogins(logins, choice);
  const [only, another] =
    choice.account === undefined && choice.provider !== undefined ? preferSelected(fitting) : fitting;
  if (!only) {
    throw notLoggedIn(choice, findLogins(logins, { ...choice, account: undefined }).length > 0);
  }
  if (another) {
    throw new CliError("INVALID_USAGE", "Several logins fit.", {
      hint: `Name one of: ${fitting.map(nameOf).join(", ")}`,
    });
  }
  return only;
}

/** @param hasOther - Whether the person has another account at this provider. */
function notLoggedIn({ provider = "", account = "" }: LoginChoice, hasOther: boolean): CliError {
  if (hasOther) {
    const message = `You have no login "${account}"${provider === "" ? "" : ` to ${provider}`}.`;
    return new CliError("NOT_LOGGED_IN", message, { hint: "Run: infershield auth list" });
  }
  return new CliError("NOT_LOGGED_IN", `You are not logged in${provider === "" ? "" : ` to ${provider}`}.`, {
    hint: `Run: infershield auth login ${provider}`.trimEnd(),
  });
}

/** All logins of a person that fit. */
export function findLogins(
  logins: readonly TokenSummary[],
  { userId, provider, account }: LoginChoice,
): readonly TokenSummary[] {
  return logins.filter(
    (login) =>
      login.userId === userId &&
      (provider === undefined || login.provider === provider) &&
      (account === undefined || login.account === account),
  );
}

function preferSelected(logins: readonly TokenSummary[]): readonly TokenSummary[] {
  const selected = logins.filter((login) => login.selected);
  return selected.length > 0 ? selected : logins;
}

function nameOf({ provider, account }: TokenSummary): string {
  return `${provider} --account ${account}`;
}
