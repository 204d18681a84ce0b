import {
  type TokenKey,
  type TokenRecord,
  type TokenStore,
  TokenStoreError,
  tokenKeyOf,
} from "@infershield/token-store";

/** What became of one login. */
export interface ImportedLogin {
  readonly provider: string;
  readonly account: string;
  /** `exists`: the user has this account already, with another token. `unfinished`: a refresh was cut off in the home and must end first. */
  readonly outcome: "moved" | "exists" | "unfinished";
}

/**
 * Moves the logins of one person from a single-user home to a user of the team. Moved, not copied: two stores with the same refresh
 * token would end the login at the provider. Nothing is revoked, and it can be run again after a kill at any point.
 *
 * @param options.from - Whose logins in the source, such as `local`.
 * @param options.to - Id of the user.
 * @throws TokenStoreError, DatabaseError, HomeError, EnvelopeError
 */
export async function importLogins(
  source: TokenStore,
  target: TokenStore,
  options: { readonly from: string; readonly to: string },
): Promise<readonly ImportedLogin[]> {
  const { from, to } = options;
  const outcomes: ImportedLogin[] = [];
  for (const summary of await source.list({ userId: from })) {
    // Under the lease: a proxy that still serves the home must not refresh a token that is on its way.
    const outcome = await source.withLease(tokenKeyOf(summary), () => moveOne(source, target, tokenKeyOf(summary), to));
    outcomes.push({ provider: summary.provider, account: summary.account, outcome });
    if (summary.selected && outcome === "moved") await target.select({ ...tokenKeyOf(summary), userId: to });
  }
  return outcomes;
}

async function moveOne(
  source: TokenStore,
  target: TokenStore,
  key: TokenKey,
  to: string,
): Promise<ImportedLogin["outcome"]> {
  if ((await source.journal.read(key)) !== undefined) return "unfinished";
  const record = await source.get(key);
  if (record === undefined) return "moved";
  const { id, generation, createdAt, updatedAt, selected, ...login } = record;
  try {
    await target.put({ ...login, userId: to }, { expectedGeneration: 0 });
  } catch (error) {
    if (!(error instanceof TokenStoreError) || error.code !== "CONFLICT") throw error;
    const there = await target.get({ ...key, userId: to });
    if (there === undefined || !isSameLogin(there, record)) return "exists";
  }
  await source.delete(key);
  return "moved";
}

/** An import that was killed after it stored the login, and before it took it out of the home. */
function isSameLogin(left: TokenRecord, right: TokenRecord): boolean {
  const names = ["accessToken", "refreshToken", "idToken", "apiKey"] as const;
  return names.every((name) => left[name]?.reveal() === right[name]?.reveal());
}
