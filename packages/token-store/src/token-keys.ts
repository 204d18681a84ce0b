import type { System } from "@infershield/core";
import {
  addWrap,
  createUnlocker,
  destroyKey,
  dropOtherWraps,
  EnvelopeError,
  generateRawKey,
  type KeyPurpose,
  type KeysetFile,
  type MasterKey,
  type MasterKeyOptions,
  resolveMasterKey,
  rotateKey,
  storeInKeyring,
} from "@infershield/envelope";
import { type Files, type Home, writeFileDurably } from "@infershield/home";
import { type KeyStatusReport, keyStatus } from "./key-status.ts";
import type { KeyUser, OpenedValues, SealedStore } from "./sealed-store.ts";

/** Progress of a long change. */
export interface KeyProgress {
  readonly done: number;
  readonly total: number;
}

/** Changes of keys. Each can be run while others use the store, and again after it was killed at any point. */
export interface TokenKeys {
  /** Which master keys and keys there are and what is under them. */
  status(): Promise<KeyStatusReport>;
  /**
   * Lets another master key open the store, and unless `keepOld` is set only that one from then on. `new_key_file` makes a new
   * `master.key`, `new_key_in_keyring` one in the keyring of the operating system; running processes that use one of these follow by
   * themselves.
   *
   * @throws EnvelopeError `WRONG_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEY_IN_USE`, `KEYRING_UNAVAILABLE`
   */
  rewrap(
    to: MasterKey | "new_key_file" | "new_key_in_keyring",
    options?: { readonly keepOld?: boolean },
  ): Promise<void>;
  /** Adds a primary key. @returns its id @throws EnvelopeError `KEY_IN_USE` when there are 1,000 keys */
  rotate(purpose: Exclude<KeyPurpose, "sign">): Promise<string>;
  /** Seals everything under the primary key, some records at a time (default 100), so that others get their turn. */
  reencrypt(options?: {
    readonly batch?: number;
    readonly onProgress?: (progress: KeyProgress) => void;
    readonly signal?: AbortSignal;
  }): Promise<KeyProgress>;
  /** Forgets a key for ever. @throws EnvelopeError `KEY_IN_USE` while anything stored needs it, `UNKNOWN_KEY` */
  destroy(kid: string): Promise<void>;
  /** Opens every sealed value. @throws TokenStoreError, EnvelopeError for the first that does not open */
  verify(): Promise<OpenedValues & { readonly others: number }>;
}

const batchSize = 100;

/** The key changes of an open store. */
export function tokenKeys(
  store: SealedStore,
  options: {
    /** Where `master.key` lies. */
    readonly home: Home;
    /** What needs the keys besides the store. */
    readonly users: readonly KeyUser[];
    readonly system: System;
    readonly files?: Files | undefined;
    /** Replaces the operating system's keyring; tests only. */
    readonly keyring?: MasterKeyOptions["keyring"];
  },
): TokenKeys {
  const { home, users, system, files } = options;

  /** Writes a changed keyset; nothing when it is the same. */
  const changeKeyset = async (keyset: KeysetFile, next?: MasterKey): Promise<void> => {
    if (keyset === store.keyset()) return;
    await store.writeKeyset(keyset, next && (await createUnlocker(keyset, next, { system })));
  };

  const rewrapTo = async (to: MasterKey, { keepOld }: { readonly keepOld: boolean }): Promise<void> => {
    await store.check();
    const added = await addWrap(store.keyset(), store.unlocker(), to, { system });
    if (keepOld) return changeKeyset(added);
    if (added.wraps.length === 1) return;
    const next = await createUnlocker(added, to, { system });
    const alone = dropOtherWraps(added, next, { system });
    next.close();
    await changeKeyset(alone, to);
  };

  const dropOthers = async (): Promise<void> => {
    await store.check();
    if (store.keyset().wraps.length === 1) return;
    await changeKeyset(dropOtherWraps(store.keyset(), store.unlocker(), { system }));
  };

  /** Both keys open the store while the place of the key gets the new one: a kill leaves one that fits. */
  const renew = async (
    to: "new_key_file" | "new_key_in_keyring",
    { keepOld }: { readonly keepOld: boolean },
  ): Promise<void> => {
    // A renewal that was killed leaves a wrap whose key nobody knows: those must not add up.
    if (!keepOld) await dropOthers();
    const fresh = await resolveMasterKey({ value: generateRawKey(system) });
    const stored: MasterKey = { ...fresh, source: to === "new_key_file" ? "generated_file" : "keyring" };
    await rewrapTo(stored, { keepOld: true });
    if (to === "new_key_file") {
      const text = new TextEncoder().encode(`${fresh.secret.reveal()}\n`);
      await writeFileDurably(home.file("master.key"), text, files && { files });
    } else {
      await storeInKeyring(home.path, fresh.secret, { system, keyring: options.keyring });
    }
    if (!keepOld) await rewrapTo(stored, { keepOld: false });
  };

  const countUses = async (kid: string): Promise<number> => {
    const counts = [await store.countUses(kid)];
    for (const user of users) counts.push(await user.countUses(kid));
    return sum(counts);
  };

  /** One step of {@link TokenKeys.reencrypt}; what lies beside the store comes last. */
  const reencryptStep = async (batch: number): Promise<{ readonly changed: number; readonly left: number }> => {
    await store.check();
    const step = await store.reencrypt(batch);
    if (step.left > 0) return step;
    const others: number[] = [];
    for (const user of users) others.push((await user.reencrypt?.(store.keyring())) ?? 0);
    return { changed: step.changed + sum(others), left: 0 };
  };

  return {
    status: () =>
      store.withLock(async () => {
        await store.check();
        return keyStatus(store.keyset(), countUses);
      }),
    rewrap: (to, { keepOld = false } = {}) =>
      store.withLock(() => (typeof to === "string" ? renew(to, { keepOld }) : rewrapTo(to, { keepOld }))),
    rotate: (purpose) =>
      store.withLock(async () => {
        await store.check();
        const keyset = rotateKey(store.keyset(), store.unlocker(), purpose, { system });
        await changeKeyset(keyset);
        const [kid = ""] =
          Object.entries(keyset.keys).find(([, key]) => key.purpose === purpose && key.status === "primary") ?? [];
        return kid;
      }),
    reencrypt: async ({ batch = batchSize, onProgress = () => undefined, signal } = {}) => {
      for (let done = 0; ; ) {
        signal?.throwIfAborted();
        const step = await store.withLock(() => reencryptStep(batch));
        done += step.changed;
        onProgress({ done, total: done + step.left });
        if (step.left === 0) return { done, total: done };
      }
    },
    destroy: (kid) =>
      store.withLock(async () => {
        await store.check();
        const uses = await countUses(kid);
        if (uses > 0) throw inUse(kid, uses, store.keyset().keys[kid]?.purpose);
        await changeKeyset(destroyKey(store.keyset(), store.unlocker(), kid));
      }),
    // Under the lock: of a change in between, entries and keys would not fit together.
    verify: () =>
      store.withLock(async () => {
        await store.check();
        const own = await store.verify();
        const others: number[] = [];
        for (const user of users) others.push((await user.verify?.(store.keyring())) ?? 0);
        return { ...own, others: sum(others) };
      }),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, each) => total + each, 0);
}

function inUse(kid: string, uses: number, purpose: KeyPurpose | undefined): EnvelopeError {
  switch (purpose) {
    case "lookup":
      return new EnvelopeError("KEY_IN_USE", `${uses} InferShield tokens are known by key ${kid}.`, {
        hint: "Each moves to the newest key when it is used; rotate or revoke the others (infershield token list).",
      });
    case "audit":
      return new EnvelopeError("KEY_IN_USE", `${uses} segments of the audit log are authenticated by key ${kid}.`, {
        hint: "It can go when the last of them has expired.",
      });
    case "seal":
    case "sign":
    case undefined:
      return new EnvelopeError("KEY_IN_USE", `${uses} stored values still need key ${kid}.`, {
        hint: "Run: infershield keys reencrypt",
      });
  }
}
