import type { Sealer, Secret } from "@infershield/core";
import { EnvelopeError } from "@infershield/envelope";
import { type Files, type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { formatJournal, type JournalEntry, parseJournal } from "./journal-file.ts";
import { sealContext } from "./sealed-secrets.ts";
import { withSetAside } from "./set-aside.ts";
import type { TokenKey } from "./token.ts";
import { tokenKeyOf } from "./token-key.ts";
import { isSameKey } from "./token-rules.ts";
import type { TokenJournal } from "./token-store.ts";

/** Where the journal of a token file lies: `tokens.json` has `tokens.journal`. */
export function journalPath(tokenPath: string): string {
  return `${tokenPath.replace(/\.json$/, "")}.journal`;
}

/** A journal in a file beside the token file, sealed with the same keys and written under the same lock. */
export function openTokenJournal(options: {
  readonly home: Home;
  readonly path: string;
  readonly storeId: string;
  /** The keys as they are on disk now. */
  readonly sealer: () => Promise<Sealer>;
  readonly files?: Files | undefined;
}): TokenJournal {
  const { home, path, storeId, sealer, files } = options;

  const read = async (): Promise<readonly JournalEntry[]> => {
    const bytes = await readPrivateFile(path);
    if (bytes === undefined) return [];
    const journal = await withSetAside(path, bytes, () => parseJournal(bytes), files);
    // Another store's journal cannot be opened with our keys; it was left by a home that was made anew.
    return journal.storeId === storeId ? journal.entries : [];
  };
  /** Sealed inside the lock: a key that another process destroys while we wait for it would take the entry along. */
  const replace = (key: TokenKey, fresh?: Secret): Promise<void> =>
    home.withLock(async () => {
      const before = await read();
      const others = before.filter((each) => !isSameKey(each, key));
      if (fresh === undefined && others.length === before.length) return;
      const seal = async (value: Secret): Promise<JournalEntry> => ({
        ...tokenKeyOf(key),
        entry: (await sealer()).seal(value, contextOf(key)),
      });
      const added = fresh === undefined ? [] : [await seal(fresh)];
      await writeJournal(path, storeId, [...others, ...added], files);
    });
  const open = async (key: TokenKey): Promise<Secret | undefined> => {
    const found = (await read()).find((each) => isSameKey(each, key));
    return found && (await sealer()).open(found.entry, contextOf(key));
  };

  return {
    write: replace,
    read: async (key) => {
      try {
        return await open(key);
      } catch (error) {
        if (!(error instanceof EnvelopeError) || error.code !== "UNKNOWN_KEY") throw error;
        // Sealed anew by another process between our look at the entry and at the keys: nobody can do that twice under our lock.
        return home.withLock(() => open(key));
      }
    },
    clear: (key) => replace(key),
    keys: async () => (await read()).map(({ entry, ...key }) => key),
  };
}

/** Replaces the journal. The caller holds the home's lock. */
export async function writeJournal(
  path: string,
  storeId: string,
  entries: readonly JournalEntry[],
  files?: Files,
): Promise<void> {
  await writeFileDurably(path, formatJournal({ storeId, entries }), files === undefined ? {} : { files });
}

/** The account takes the record's place: a journal may be written before there is a record. */
export function contextOf(key: TokenKey): ReturnType<typeof sealContext> {
  return sealContext(key, `journal:${key.account}`, "journal");
}
