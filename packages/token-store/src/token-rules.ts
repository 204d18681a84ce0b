import { TokenStoreError } from "./error.ts";
import type { NewToken, TokenColumns, TokenFilter, TokenKey } from "./token.ts";

/** What the rules need to know about a stored token. */
type Row = Pick<TokenColumns, "tenant" | "userId" | "provider" | "account" | "selected" | "generation">;

/** Whether two keys name the same token. */
export function isSameKey(a: TokenKey, b: TokenKey): boolean {
  return isSamePerson(a, b) && a.account === b.account;
}

function isSamePerson(a: Omit<TokenKey, "account">, b: Omit<TokenKey, "account">): boolean {
  return a.tenant === b.tenant && a.userId === b.userId && a.provider === b.provider;
}

/** Whether a token has all members of the filter. */
export function passesFilter(row: TokenKey, filter: TokenFilter): boolean {
  return (
    (filter.tenant === undefined || filter.tenant === row.tenant) &&
    (filter.userId === undefined || filter.userId === row.userId) &&
    (filter.provider === undefined || filter.provider === row.provider)
  );
}

/** The token of a key, or of the selected account when the key names none. */
export function findRow<T extends Row>(
  rows: readonly T[],
  key: Omit<TokenKey, "account"> & { readonly account?: string },
): T | undefined {
  return rows.find(
    (row) => isSamePerson(row, key) && (key.account === undefined ? row.selected : row.account === key.account),
  );
}

/**
 * Decides what is stored when a token is put over what there was.
 *
 * @param given.floor - Highest generation among deleted tokens: a login after a logout starts above it, so that a refresh which
 *   began before the logout cannot overwrite it.
 * @throws TokenStoreError `CONFLICT`, `INVALID_TOKEN`
 */
export function decidePut(
  rows: readonly TokenColumns[],
  token: NewToken,
  given: {
    readonly expectedGeneration: number;
    readonly now: number;
    readonly newId: string;
    readonly floor: number;
  },
): TokenColumns {
  checkToken(token);
  const existing = rows.find((row) => isSameKey(row, token));
  if ((existing?.generation ?? 0) !== given.expectedGeneration) {
    throw new TokenStoreError("CONFLICT", "The stored token changed meanwhile.", {
      hint: "Read it again and decide anew.",
    });
  }
  const { tenant, userId, provider, account, kind, state, expiresAt, lastRefreshAt, displayName, clientId } = token;
  return {
    tenant,
    userId,
    provider,
    account,
    kind,
    state,
    id: existing?.id ?? given.newId,
    selected: existing?.selected ?? !rows.some((row) => isSamePerson(row, token)),
    scopes: [...token.scopes],
    createdAt: existing?.createdAt ?? given.now,
    updatedAt: given.now,
    refreshFailures: token.refreshFailures ?? 0,
    generation: (existing?.generation ?? given.floor) + 1,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lastRefreshAt === undefined ? {} : { lastRefreshAt }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

/**
 * The rows with another account selected.
 *
 * @throws TokenStoreError `NOT_FOUND`
 */
export function decideSelect<T extends Row>(rows: readonly T[], key: TokenKey): readonly T[] {
  if (!rows.some((row) => isSameKey(row, key))) throw new TokenStoreError("NOT_FOUND", "There is no such account.");
  return rows.map((row) => {
    const selected = row.account === key.account;
    return isSamePerson(row, key) && row.selected !== selected ? { ...row, selected } : row;
  });
}

/** The rows without one, and the selection moved on; undefined when there was none. */
export function decideDelete<T extends Row>(rows: readonly T[], key: TokenKey): readonly T[] | undefined {
  const removed = rows.find((row) => isSameKey(row, key));
  if (removed === undefined) return undefined;
  const rest = rows.filter((row) => row !== removed);
  const next = removed.selected ? rest.find((row) => isSamePerson(row, key)) : undefined;
  return next === undefined ? rest : decideSelect(rest, next);
}

const maxNameLength = 1024;

function checkToken(token: NewToken): void {
  const { tenant, userId, provider, account, displayName = "", clientId = "", scopes } = token;
  for (const text of [tenant, userId, provider, account, displayName, clientId, ...scopes]) checkText(text);
  if ([tenant, userId, provider, account].includes("")) throw invalid();
  for (const time of [token.expiresAt, token.lastRefreshAt, token.refreshFailures]) {
    if (time !== undefined && (!Number.isFinite(time) || time < 0 || time > Number.MAX_SAFE_INTEGER)) throw invalid();
  }
}

function checkText(text: string): void {
  if (text.length > maxNameLength || !text.isWellFormed()) throw invalid();
}

function invalid(): TokenStoreError {
  return new TokenStoreError(
    "INVALID_TOKEN",
    "A member of the token is missing, too long, out of range or not valid Unicode.",
  );
}
