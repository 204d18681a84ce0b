import { localUser } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { CliError } from "../cli-error.ts";

/**
 * Whose records `--user` means: the name itself for one person's home, the account's id for a team.
 *
 * @throws CliError `INVALID_USAGE` when a team has no such account
 */
export async function ownerOf({ users }: Pick<Instance, "users">, name: string): Promise<string> {
  if (users === undefined) return name;
  const user = await users.findUser(name.startsWith("usr_") ? { id: name } : { email: name.toLowerCase() });
  if (user !== undefined) return user.id;
  throw new CliError(
    "INVALID_USAGE",
    name === localUser ? "This home serves a team: say whose login it is." : "There is no such account in this team.",
    { hint: "Name the person with --user EMAIL; infershield admin list-users shows them." },
  );
}
