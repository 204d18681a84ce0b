import type { Sealer } from "@infershield/core";
import { type Files, type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { formatJournal, type JournalEntry, parseJournal } from "./journal-file.ts";
import { withSetAside } from "./set-aside.ts";
import type { TokenKey } from "./token.ts";
import { sealContext } from "./token-row.ts";
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
  readonly sealer: Sealer;
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
  const replace = (key: TokenKey, fresh: readonly JournalEntry[]): Promise<void> =>
    home.withLock(async () => {
      const before = await read();
      const others = before.filter((each) => !isSameKey(each, key));
      if (fresh.length === 0 && others.length === before.length) return;
      await writeJournal(path, storeId, [...others, ...fresh], files);
    });

  return {
    write: (key, entry) => {
      const { tenant, userId, provider, account } = key;
      return replace(key, [{ tenant, userId, provider, account, entry: sealer.seal(entry, contextOf(key)) }]);
    },
    read: async (key) => {
      const found = (await read()).find((each) => isSameKey(each, key));
      return found && sealer.open(found.entry, contextOf(key));
    },
    clear: (key) => replace(key, []),
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
