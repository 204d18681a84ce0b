import type { SealedField, Secret } from "@infershield/core";

/** Whose token for what. */
export interface TokenKey {
  readonly tenant: string;
  readonly userId: string;
  readonly provider: string;
  /** Label of one of the person's accounts at the provider. */
  readonly account: string;
}

/** The secret members of a {@link TokenRecord}. */
export interface TokenSecrets {
  readonly accessToken?: Secret;
  readonly refreshToken?: Secret;
  readonly idToken?: Secret;
  readonly apiKey?: Secret;
}

/** Everything of a stored token but its secrets. Times are epoch milliseconds; the file keeps whole seconds. */
export interface TokenColumns extends TokenKey {
  /** Names the record in what is sealed; a new one for each login after a logout. */
  readonly id: string;
  readonly kind: "oauth" | "api_key";
  readonly state: "active" | "reauthentication_required";
  /** Whether this account is used when a request names none. */
  readonly selected: boolean;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt?: number;
  readonly lastRefreshAt?: number;
  readonly refreshFailures: number;
  /** Grows with every `put` of this key, and goes on growing after a `delete`. */
  readonly generation: number;
  /** For people, such as `alex@example.com`. */
  readonly displayName?: string;
  readonly clientId?: string;
}

/** A stored token with its secrets. */
export interface TokenRecord extends TokenColumns, TokenSecrets {}

/** What `put` takes: the store gives id, generation, times and selection. */
export type NewToken = Omit<
  TokenRecord,
  "id" | "generation" | "createdAt" | "updatedAt" | "selected" | "refreshFailures"
> &
  Partial<Pick<TokenRecord, "refreshFailures">>;

/** A stored token as it can be shown without any key. */
export type TokenSummary = TokenColumns & {
  /** Which sealed fields it has. */
  readonly has: readonly SealedField[];
};

/** Selects tokens by the members given. */
export interface TokenFilter {
  readonly tenant?: string;
  readonly userId?: string;
  readonly provider?: string;
}

/** Names of the secret members, in the program and in what is stored. */
export const secretFields: readonly (readonly [keyof TokenSecrets, SealedField])[] = [
  ["accessToken", "access_token"],
  ["refreshToken", "refresh_token"],
  ["idToken", "id_token"],
  ["apiKey", "api_key"],
];

/** The secret members that are there. */
export function secretsOf(token: TokenSecrets): TokenSecrets {
  return Object.fromEntries(secretFields.flatMap(([name]) => (token[name] === undefined ? [] : [[name, token[name]]])));
}
