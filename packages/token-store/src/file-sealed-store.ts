import { type Files, type Home, readPrivateFile } from "@infershield/home";
import { type JournalEntry, parseJournal } from "./journal-file.ts";
import { countUses } from "./key-status.ts";
import type { LiveTokenFile } from "./live-token-file.ts";
import { reencryptBatch, reencryptJournal } from "./reencrypt.ts";
import { openSecrets } from "./sealed-secrets.ts";
import type { SealedStore } from "./sealed-store.ts";
import { nextTokenFile } from "./token-file.ts";
import { contextOf, journalPath } from "./token-journal.ts";

/** The token file and its journal, as the key changes see them. */
export function fileSealedStore(options: {
  readonly home: Home;
  readonly path: string;
  readonly live: LiveTokenFile;
  readonly files?: Files | undefined;
}): SealedStore {
  const { home, live, files } = options;
  const journal = journalPath(options.path);
  return {
    withLock: (work) => home.withLock(work),
    check: () => live.check(),
    keyset: () => live.known().file.keyset,
    keyring: () => live.known().keyring,
    unlocker: () => live.unlocker(),
    writeKeyset: async (keyset, next) => {
      const { file } = live.known();
      // Rows stay as they are, and the primary key for their MACs is known to both keysets unless it was just added.
      const keyring = (next ?? live.unlocker()).open(keyset);
      const changed = nextTokenFile(keyring, file, { keyset });
      keyring.close();
      await live.write(changed, next);
    },
    countUses: async (kid) =>
      countUses(live.known().file, await journalEntries(journal, live.known().keyring.storeId), kid),
    reencrypt: async (batch) => {
      const step = await reencryptBatch(live, batch);
      if (step.left === 0) await reencryptJournal(live, { path: journal, files });
      return step;
    },
    verify: async () => {
      const entries = await journalEntries(journal, live.known().keyring.storeId);
      const { file, keyring } = live.known();
      const fields = file.records.map((row) => Object.keys(openSecrets(keyring.sealer, row)).length);
      for (const each of entries) keyring.sealer.open(each.entry, contextOf(each));
      return {
        records: file.records.length,
        fields: fields.reduce((sum, each) => sum + each, 0),
        journalEntries: entries.length,
      };
    },
  };
}

/** The entries that are sealed with our keys: a journal of another store was left by a home that was made anew. */
async function journalEntries(path: string, storeId: string): Promise<readonly JournalEntry[]> {
  const bytes = await readPrivateFile(path);
  const journal = bytes && parseJournal(bytes);
  return journal?.storeId === storeId ? journal.entries : [];
}
