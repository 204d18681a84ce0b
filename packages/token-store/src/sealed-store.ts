import type { Keyring, KeysetFile, KeysetUnlocker } from "@infershield/envelope";

/** What {@link SealedStore.verify} opened. */
export interface OpenedValues {
  readonly records: number;
  readonly fields: number;
  readonly journalEntries: number;
}

/** Where a keyset lies beside what is sealed under it: a file, a database. Everything but `withLock` is called inside `withLock`. */
export interface SealedStore {
  /** Runs `work` while no other process and no other caller writes. */
  withLock<T>(work: () => Promise<T>): Promise<T>;
  /** Makes `keyset`, `keyring` and `unlocker` those of what is stored now, also when another process changed the master key. */
  check(): Promise<void>;
  keyset(): KeysetFile;
  keyring(): Keyring;
  unlocker(): KeysetUnlocker;
  /** Replaces the keyset, durably; records stay as they are. @param next - Opens the new one, when the present unlocker does not. */
  writeKeyset(keyset: KeysetFile, next?: KeysetUnlocker): Promise<void>;
  /** How many records and journal entries need a key. */
  countUses(kid: string): Promise<number>;
  /** Seals up to `batch` records that are not under the primary key anew, and with the last of them the journal. */
  reencrypt(batch: number): Promise<{ readonly changed: number; readonly left: number }>;
  /** Opens every sealed value. @throws TokenStoreError, EnvelopeError for the first that does not open */
  verify(): Promise<OpenedValues>;
}

/** Something beside the tokens that needs keys of the keyset: digests of InferShield tokens, audit segments, keys of excerpts. */
export interface KeyUser {
  /** How many stored values need a key. Needs no key itself. */
  countUses(kid: string): Promise<number>;
  /** Seals what is not under the primary key anew, inside the lock; absent where values cannot be. @returns how many were changed */
  reencrypt?(keyring: Keyring): Promise<number>;
  /** Opens every sealed value, inside the lock. @returns how many there are */
  verify?(keyring: Keyring): Promise<number>;
}
