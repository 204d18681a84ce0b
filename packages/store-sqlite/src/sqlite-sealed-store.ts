import type { System } from "@infershield/core";
import { formatSealedValue, type Keyring, readSealedValue } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import {
  checkRowMac,
  journalContext,
  macKey,
  openSecrets,
  type SealedStore,
  sealSecrets,
  withRowMac,
} from "@infershield/token-store/driver";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { MacTable } from "./mac-table.ts";
import type { SealedChange } from "./sealed-change.ts";
import { tokenStatements } from "./token-statements.ts";

/** Where the key's id stands in the text of a sealed value, of which there is only one spelling; SQL counts from 1. */
const kidStart = '{"v":1,"alg":"A256GCM","kid":"'.length + 1;
const kidOf = (column: string): string => `substr(${column}, ${kidStart}, 16)`;
const sealedColumns = [
  "access_token_encrypted",
  "refresh_token_encrypted",
  "id_token_encrypted",
  "api_key_encrypted",
] as const;
/** Rows that are opened without letting others in between. */
const pageRows = 200;

/** A database as the key changes see it. Other processes may write beside them: each step is a transaction. */
export function sqliteSealedStore(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
  /** Its lock keeps key changes apart. */
  readonly home: Home;
  /** What is authenticated with the same keys. */
  readonly tables: readonly MacTable[];
  readonly system: System;
}): SealedStore {
  const { database, keys, change, home, tables, system } = options;
  const { connection } = database;
  const statements = tokenStatements(connection);
  const usesKid = [...sealedColumns.map(kidOf), "substr(mac, 1, 16)"];
  const countTokens = connection
    .prepare(`SELECT count(*) FROM oauth_tokens WHERE ${usesKid.map((each) => `${each} = @kid`).join(" OR ")}`)
    .pluck();
  const countJournal = connection.prepare(`SELECT count(*) FROM token_journal WHERE ${kidOf("entry")} = ?`).pluck();
  const oldTokens = connection
    .prepare(
      `SELECT rowid FROM oauth_tokens WHERE rowid > @after AND (${usesKid.map((each) => `${each} <> @kid`).join(" OR ")})
       ORDER BY rowid LIMIT @limit`,
    )
    .pluck();
  const countAfter = connection.prepare("SELECT count(*) FROM oauth_tokens WHERE rowid > ?").pluck();
  const oldJournal = connection.prepare(`SELECT rowid AS row, * FROM token_journal WHERE ${kidOf("entry")} <> ?`);
  const writeJournal = connection.prepare("UPDATE token_journal SET entry = ? WHERE rowid = ?");
  const pageOfJournal = connection.prepare(
    "SELECT rowid AS row, * FROM token_journal WHERE rowid > ? ORDER BY rowid LIMIT ?",
  );
  /** How far {@link SealedStore.reencrypt} has come. */
  let reached = 0;

  const renewToken = (keyring: Keyring, row: number): void => {
    const found = statements.at(row);
    if (found === undefined) return;
    const { token } = found;
    checkRowMac(macKey(keyring), token);
    const sealed = sealSecrets(keyring.sealer, token, openSecrets(keyring.sealer, token));
    statements.write(withRowMac(macKey(keyring), { ...token, sealed }));
  };
  const renewTokens = (keyring: Keyring, limit: number): number => {
    const rows = oldTokens.all({ after: reached, kid: keyring.rowMac.kid, limit }).map(Number);
    for (const row of rows) renewToken(keyring, row);
    reached = rows.at(-1) ?? 0;
    return rows.length;
  };
  const renewJournal = ({ sealer, rowMac }: Keyring): number => {
    const entries = oldJournal.all(rowMac.kid).map(journalEntry);
    for (const { row, entry, context } of entries) {
      writeJournal.run(formatSealedValue(sealer.seal(sealer.open(entry, context), context)), row);
    }
    return entries.length;
  };

  return {
    withLock: (work) => home.withLock(work),
    check: () => keys.check(),
    keyset: () => keys.known().file,
    keyring: () => keys.known().keyring,
    unlocker: () => keys.unlocker(),
    writeKeyset: (file, next) => keys.write(file, next),
    countUses: async (kid) =>
      database.read(() => {
        const counts = [
          countTokens.get({ kid }),
          countJournal.get(kid),
          ...tables.map((table) => table.countUses(kid)),
        ];
        return counts.map(Number).reduce((sum, each) => sum + each, 0);
      }),
    reencrypt: (batch) =>
      change((keyring) => {
        const isFromStart = reached === 0;
        const changed = renewTokens(keyring, batch);
        if (changed > 0) return { changed, left: Math.max(1, Number(countAfter.get(reached))) };
        // What lies before the place we have come to may have been under a key that was primary until a moment ago.
        if (!isFromStart) return { changed: 0, left: 1 };
        for (const table of tables) {
          const renewed = table.renew(keyring, batch);
          if (renewed > 0) return { changed: renewed, left: 1 };
        }
        renewJournal(keyring);
        return { changed: 0, left: 0 };
      }),
    verify: async () => {
      let records = 0;
      let fields = 0;
      let journalEntries = 0;
      const pages = async (work: (after: number) => readonly number[]): Promise<void> => {
        for (let after = 0; ; ) {
          await keys.check();
          const rows = database.read(() => work(after));
          if (rows.length < pageRows) return;
          after = rows.at(-1) ?? after;
          await system.sleep(0);
        }
      };
      await pages((after) => {
        const page = statements.after(after, pageRows, {});
        const { keyring } = keys.current();
        for (const { token } of page) {
          checkRowMac(macKey(keyring), token);
          fields += Object.keys(openSecrets(keyring.sealer, token)).length;
        }
        records += page.length;
        return page.map(({ row }) => row);
      });
      for (const table of tables) await pages((after) => table.verify(keys.current().keyring, after, pageRows));
      await pages((after) => {
        const page = pageOfJournal.all(after, pageRows).map(journalEntry);
        for (const { entry, context } of page) keys.current().keyring.sealer.open(entry, context);
        journalEntries += page.length;
        return page.map(({ row }) => row);
      });
      return { records, fields, journalEntries };
    },
  };
}

function journalEntry(columns: unknown) {
  const { row, user_id, provider, account, tenant, entry } = columns as Readonly<Record<string, string | number>>;
  const key = { userId: String(user_id), provider: String(provider), account: String(account), tenant: String(tenant) };
  return { row: Number(row), entry: readSealedValue(String(entry)), context: journalContext(key) };
}
