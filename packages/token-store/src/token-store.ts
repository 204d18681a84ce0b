import type { Secret } from "@infershield/core";
import type { LockOptions } from "@infershield/home";
import type { NewToken, TokenFilter, TokenKey, TokenRecord, TokenSummary } from "./token.ts";

/** Where tokens are kept. Each implementation runs `describeTokenStore`. */
export interface TokenStore {
  /**
   * Without `account`: the selected one. Sees what other processes have written.
   *
   * @returns undefined when there is no such token
   */
  get(key: Omit<TokenKey, "account"> & { readonly account?: string }): Promise<TokenRecord | undefined>;
  /**
   * Replaces a token as a whole. A person's first account at a provider becomes the selected one.
   *
   * @param options.expectedGeneration - Generation that was read before; 0 when there must be none yet.
   * @returns the record as it is now stored
   * @throws TokenStoreError `CONFLICT` when somebody else was faster, `INVALID_TOKEN`
   */
  put(token: NewToken, options: { readonly expectedGeneration: number }): Promise<TokenRecord>;
  /** Makes an account the selected one. @throws TokenStoreError `NOT_FOUND` */
  select(key: TokenKey): Promise<void>;
  /**
   * Removes a token. When it was the selected one, the oldest remaining account of the person at the provider becomes it.
   *
   * @returns whether there was one
   */
  delete(key: TokenKey): Promise<boolean>;
  /** In the order in which they were first stored; opens nothing. */
  list(filter?: TokenFilter): Promise<readonly TokenSummary[]>;
  /**
   * Runs `work` while no other caller and no other process holds the lease of this token. It has no time limit.
   *
   * @throws TokenStoreError `LEASE_TIMEOUT` after `waitMs` (default 60 s); the signal's reason; what `work` throws
   */
  withLease<T>(key: TokenKey, work: () => Promise<T>, options?: LockOptions): Promise<T>;
  /** One sealed note a token, durable when `write` resolves: what must survive a crash in the middle of a refresh. */
  readonly journal: TokenJournal;
  close(): Promise<void>;
}

/** See {@link TokenStore.journal}. */
export interface TokenJournal {
  /** Replaces the entry. @param entry - JSON text. */
  write(key: TokenKey, entry: Secret): Promise<void>;
  read(key: TokenKey): Promise<Secret | undefined>;
  clear(key: TokenKey): Promise<void>;
  /** Whose notes there are, in no particular order; opens nothing. */
  keys(): Promise<readonly TokenKey[]>;
}
