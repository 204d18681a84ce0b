import { localUser } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { CliError } from "../cli-error.ts";

const hint = "Name the person with --user EMAIL; infershield admin list-users shows them.";

/**
 * Whose records `--user` means: the name itself for one person's home, the account's id for a team.
 *
 * @throws IdentityError `NOT_FOUND` when a team has no such account; CliError `INVALID_USAGE` when nobody was named
 */
export async function ownerOf({ users }: Pick<Instance, "users">, name: string): Promise<string> {
  if (users === undefined) return name;
  const user = await users.findUser(name.startsWith("usr_") ? { id: name } : { email: name.toLowerCase() });
  if (user !== undefined) return user.id;
  if (name === localUser)
    throw new CliError("INVALID_USAGE", "This home serves a team: say whose login it is.", { hint });
  const { IdentityError } = await import("@infershield/identity");
  throw new IdentityError("NOT_FOUND", "There is no such account in this team.", { hint });
}
