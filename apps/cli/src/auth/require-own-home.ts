import type { Config } from "@infershield/instance";
import { CliError } from "../cli-error.ts";

/**
 * For commands on one person's own logins: in a team's database they belong to accounts, and whoever runs the server has none there.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function requireOwnHome({ databaseFile }: Pick<Config, "databaseFile">): void {
  if (databaseFile === undefined) return;
  throw new CliError("INVALID_USAGE", "This home serves a team: the logins in it belong to accounts.", {
    hint: "auth list shows them; to end one run: infershield admin revoke EMAIL PROVIDER",
  });
}
