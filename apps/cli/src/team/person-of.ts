import type { Instance } from "@infershield/instance";

/**
 * Whose records somebody means: the name itself for one person's home; in a team an account's id, also of one that was deleted.
 *
 * @throws IdentityError `NOT_FOUND` when a team has no account with this address
 */
export async function personOf({ users }: Pick<Instance, "users">, name: string): Promise<string> {
  if (users === undefined) return name;
  const { userIdNamed } = await import("@infershield/identity");
  return userIdNamed(users, name);
}
