import type { Instance } from "@infershield/instance";
import { CliError } from "../cli-error.ts";

/**
 * Whose records somebody means: the name itself for one person's home; in a team an account's id, also of one that was deleted.
 *
 * @throws CliError `INVALID_USAGE` when a team has no account with this address
 */
export async function personOf({ users }: Pick<Instance, "users">, name: string): Promise<string> {
  if (users === undefined || name.startsWith("usr_")) return name;
  const user = await users.findUser({ email: name.toLowerCase() });
  if (user !== undefined) return user.id;
  throw new CliError("INVALID_USAGE", "There is no account with this address in the team.", {
    hint: "For one that was deleted give its id, usr_…: infershield admin audit names it.",
  });
}
