import { formatSealedValue, readSealedValue } from "@infershield/envelope";
import { type TokenJournal, type TokenKey, tokenKeyOf } from "@infershield/token-store";
import { journalContext } from "@infershield/token-store/driver";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { SealedChange } from "./sealed-change.ts";

/** The journal of a token store, one sealed note a token. */
export function sqliteJournal(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
}): TokenJournal {
  const { database, keys, change } = options;
  const { connection } = database;
  const place = "user_id = @userId AND provider = @provider AND account = @account AND tenant = @tenant";
  const write = connection.prepare(
    `INSERT INTO token_journal (user_id, provider, account, tenant, entry) VALUES (@userId, @provider, @account, @tenant, @entry)
     ON CONFLICT (user_id, provider, account, tenant) DO UPDATE SET entry = excluded.entry`,
  );
  const read = connection.prepare(`SELECT entry, (SELECT seq FROM keyset) FROM token_journal WHERE ${place}`).raw();
  const remove = connection.prepare(`DELETE FROM token_journal WHERE ${place}`);
  const keysOf = connection.prepare("SELECT tenant, user_id, provider, account FROM token_journal").raw();
  return {
    write: (key, secret) =>
      change(({ sealer }) => {
        write.run({ ...tokenKeyOf(key), entry: formatSealedValue(sealer.seal(secret, journalContext(key))) });
      }),
    read: async (key) => {
      for (;;) {
        const found = database.read(() => read.get(tokenKeyOf(key)));
        if (!Array.isArray(found)) return undefined;
        const [entry, keysetSeq] = found;
        const { file, keyring } = keys.known();
        if (keysetSeq === file.seq) return keyring.sealer.open(readSealedValue(String(entry)), journalContext(key));
        await keys.check();
      }
    },
    clear: (key) =>
      change(() => {
        remove.run(tokenKeyOf(key));
      }),
    keys: async () => database.read(() => keysOf.all()).map(keyOf),
  };
}

function keyOf(row: unknown): TokenKey {
  const [tenant, userId, provider, account] = Array.isArray(row) ? row.map(String) : [];
  return { tenant: tenant ?? "", userId: userId ?? "", provider: provider ?? "", account: account ?? "" };
}
