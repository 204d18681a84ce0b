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
  resolveMasterKey,
  rotateKey,
} from "@infershield/envelope";
import { type Files, type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { parseJournal } from "./journal-file.ts";
import { countUses, type KeyStatusReport, keyStatus } from "./key-status.ts";
import type { LiveTokenFile, LoadedFile } from "./live-token-file.ts";
import { reencryptBatch, reencryptJournal } from "./reencrypt.ts";
import { withFileMac } from "./token-file.ts";
import { contextOf, journalPath } from "./token-journal.ts";
import { openSecrets } from "./token-row.ts";

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
   * `master.key`; running processes that use that file or the keyring follow by themselves.
   *
   * @throws EnvelopeError `WRONG_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEY_IN_USE`
   */
  rewrap(to: MasterKey | "new_key_file", options?: { readonly keepOld?: boolean }): Promise<void>;
  /** Adds a primary key. @returns its id */
  rotate(purpose: Exclude<KeyPurpose, "sign">): Promise<string>;
  /** Seals everything under the primary key, some records at a time (default 100), so that others get their turn. */
  reencrypt(options?: {
    readonly batch?: number;
    readonly onProgress?: (progress: KeyProgress) => void;
    readonly signal?: AbortSignal;
  }): Promise<KeyProgress>;
  /**
   * Forgets a key for ever.
   *
   * @param options.otherUses - Counts what else needs the key: token digests of a `lookup` key, segments of an `audit` key.
   * @throws EnvelopeError `KEY_IN_USE` while anything needs it, `UNKNOWN_KEY`
   */
  destroy(kid: string, options?: { readonly otherUses?: (kid: string) => Promise<number> }): Promise<void>;
  /** Opens every sealed value. @throws TokenStoreError, EnvelopeError for the first that does not open */
  verify(): Promise<{ readonly records: number; readonly fields: number; readonly journalEntries: number }>;
}

const batchSize = 100;

/** The key changes of an open token file. */
export function tokenKeys(options: {
  readonly home: Home;
  readonly path: string;
  readonly live: LiveTokenFile;
  readonly system: System;
  readonly files?: Files | undefined;
}): TokenKeys {
  const { home, path, live, system, files } = options;
  const journal = journalPath(path);
  const place = { path: journal, files };

  /** Writes a changed keyset; nothing when it is the same. */
  const changeKeyset = async (loaded: LoadedFile, keyset: KeysetFile, next?: MasterKey): Promise<void> => {
    if (keyset === loaded.file.keyset) return;
    const unlocker = next === undefined ? undefined : await createUnlocker(keyset, next, { system });
    const generation = loaded.file.generation + 1;
    // Rows stay as they are, and the primary key for their MACs is known to both keysets unless it was just added.
    const keyring = (unlocker ?? live.unlocker()).open(keyset);
    const file = withFileMac(keyring, { ...loaded.file, keyset, generation });
    keyring.close();
    await live.write(file, unlocker);
  };

  const rewrapTo = async (to: MasterKey, keepOld: boolean): Promise<void> => {
    await live.check();
    const loaded = live.known();
    const added = await addWrap(loaded.file.keyset, live.unlocker(), to, { system });
    if (keepOld) return changeKeyset(loaded, added);
    if (added.wraps.length === 1) return;
    const next = await createUnlocker(added, to, { system });
    const alone = dropOtherWraps(added, next, { system });
    next.close();
    await changeKeyset(loaded, alone, to);
  };

  const dropOthers = async (): Promise<void> => {
    await live.check();
    const loaded = live.known();
    if (loaded.file.keyset.wraps.length === 1) return;
    await changeKeyset(loaded, dropOtherWraps(loaded.file.keyset, live.unlocker(), { system }));
  };

  /** Both keys open the store while the file with the key is replaced: a kill leaves one that fits. */
  const renewKeyFile = async (keepOld: boolean): Promise<void> => {
    const file = home.file("master.key");
    // A renewal that was killed leaves a wrap whose key nobody knows: those must not add up.
    if (!keepOld) await dropOthers();
    const fresh = await resolveMasterKey({ value: generateRawKey(system) });
    const stored: MasterKey = { ...fresh, source: "generated_file" };
    await rewrapTo(stored, true);
    await writeFileDurably(file, new TextEncoder().encode(`${fresh.secret.reveal()}\n`), files && { files });
    if (!keepOld) await rewrapTo(stored, false);
  };

  return {
    status: async () => {
      await live.check();
      return keyStatus(live.known().file, await journalEntries(journal));
    },
    rewrap: (to, { keepOld = false } = {}) =>
      home.withLock(() => (to === "new_key_file" ? renewKeyFile(keepOld) : rewrapTo(to, keepOld))),
    rotate: (purpose) =>
      home.withLock(async () => {
        await live.check();
        const loaded = live.known();
        const keyset = rotateKey(loaded.file.keyset, live.unlocker(), purpose, { system });
        await changeKeyset(loaded, keyset);
        const [kid = ""] =
          Object.entries(keyset.keys).find(([, key]) => key.purpose === purpose && key.status === "primary") ?? [];
        return kid;
      }),
    reencrypt: async ({ batch = batchSize, onProgress = () => undefined, signal } = {}) => {
      for (let done = 0; ; ) {
        signal?.throwIfAborted();
        const step = await home.withLock(() => reencryptBatch(live, batch));
        done += step.changed;
        onProgress({ done, total: done + step.left });
        if (step.left > 0) continue;
        await home.withLock(() => reencryptJournal(live, place));
        return { done, total: done };
      }
    },
    destroy: (kid, { otherUses = async () => 0 } = {}) =>
      home.withLock(async () => {
        await live.check();
        const loaded = live.known();
        const uses = countUses(loaded.file, await journalEntries(journal), kid) + (await otherUses(kid));
        if (uses > 0) {
          throw new EnvelopeError("KEY_IN_USE", `${uses} stored values still need key ${kid}.`, {
            hint: "Run: infershield keys reencrypt",
          });
        }
        await changeKeyset(loaded, destroyKey(loaded.file.keyset, live.unlocker(), kid));
      }),
    // Under the lock: of a change in between, entries and keys would not fit together.
    verify: () =>
      home.withLock(async () => {
        const entries = await journalEntries(journal);
        await live.check();
        const { file, keyring } = live.known();
        const fields = file.records.map((row) => Object.keys(openSecrets(keyring.sealer, row)).length);
        for (const each of entries) keyring.sealer.open(each.entry, contextOf(each));
        return {
          records: file.records.length,
          fields: fields.reduce((sum, each) => sum + each, 0),
          journalEntries: entries.length,
        };
      }),
  };
}

async function journalEntries(path: string): Promise<ReturnType<typeof parseJournal>["entries"]> {
  const bytes = await readPrivateFile(path);
  return bytes === undefined ? [] : parseJournal(bytes).entries;
}
