import { existsSync } from "node:fs";
import type { Instance } from "@infershield/instance";
import { readTokenSummaries, type TokenSummary } from "@infershield/token-store";
import type { HomePaths } from "../home-paths.ts";

/** The logins that are stored here. */
export interface StoredLogins {
  readonly logins: readonly TokenSummary[];
  /** In a team: the address of an account by its id. */
  readonly emails?: ReadonlyMap<string, string>;
}

/**
 * Reads the logins of a home, or of all accounts of a team.
 *
 * @param withTeam - Opens a team's database, which needs its key; a file needs none.
 * @throws TokenStoreError, IdentityError; what opening the database throws
 */
export async function readStoredLogins(
  { tokenFile, databaseFile }: HomePaths,
  withTeam: (work: typeof readTeamLogins) => Promise<StoredLogins>,
): Promise<StoredLogins> {
  if (databaseFile === undefined) return { logins: await readTokenSummaries(tokenFile) };
  return existsSync(databaseFile) ? await withTeam(readTeamLogins) : { logins: [], emails: new Map() };
}

async function readTeamLogins({ tokens, users }: Pick<Instance, "tokens" | "users">): Promise<StoredLogins> {
  const logins = await tokens.list();
  const emails = new Map<string, string>();
  for (const id of new Set(logins.map(({ userId }) => userId))) {
    const user = await users?.findUser({ id });
    if (user !== undefined) emails.set(id, user.email);
  }
  return { logins, emails };
}
