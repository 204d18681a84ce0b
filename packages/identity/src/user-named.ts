import { IdentityError } from "./error.ts";
import type { User } from "./user.ts";
import type { UserDirectory } from "./user-directory.ts";

/** Where accounts are looked up. */
type Users = Pick<UserDirectory, "findUser">;

/** The account that somebody names, by its id or by its address. @throws IdentityError `NOT_FOUND` */
export async function userNamed(users: Users, name: string): Promise<User> {
  const user = await users.findUser(isId(name) ? { id: name } : { email: name });
  if (user !== undefined) return user;
  throw new IdentityError("NOT_FOUND", "There is no such user.", {
    hint: "infershield admin list-users shows who is there; audit records name those who are gone by id, usr_…",
  });
}

/**
 * The id that somebody names: an id as it is, since records outlive accounts; or that of the account with an address.
 *
 * @throws IdentityError `NOT_FOUND`
 */
export async function userIdNamed(users: Users, name: string): Promise<string> {
  return isId(name) ? name : (await userNamed(users, name)).id;
}

/** Addresses may begin like an id. */
function isId(name: string): boolean {
  return name.startsWith("usr_") && !name.includes("@");
}
