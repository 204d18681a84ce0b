import type { Keyring } from "@infershield/envelope";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";

/** Runs `work` in one transaction, with the keys that are stored at that moment. @throws what `Database.change` and `LiveKeyset.check` throw */
export type SealedChange = <T>(work: (keyring: Keyring) => T) => Promise<T>;

/** Changes of rows that are sealed or authenticated: nothing is made with a key that another process has just replaced. */
export function sealedChange(database: Database, keys: LiveKeyset): SealedChange {
  return async (work) => {
    for (;;) {
      await keys.check();
      const done = await database.change(() => (keys.isCurrent() ? { result: work(keys.known().keyring) } : undefined));
      if (done !== undefined) return done.result;
    }
  };
}
