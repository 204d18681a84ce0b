import { localUser } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { CliError } from "../cli-error.ts";

/**
 * Whose logins `--user` means: the name itself in one person's home, the id of an account in a team.
 *
 * @throws IdentityError `NOT_FOUND` when a team has no such account; CliError `INVALID_USAGE` when nobody was named
 */
export async function ownerOf({ users }: Pick<Instance, "users">, name: string): Promise<string> {
  if (users === undefined) return name;
  if (name === localUser) {
    throw new CliError("INVALID_USAGE", "This home serves a team: say whose login it is.", {
      hint: "Name the person with --user EMAIL; infershield admin list-users shows them.",
    });
  }
  const { userNamed } = await import("@infershield/identity");
  return (await userNamed(users, name)).id;
}
