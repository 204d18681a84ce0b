import type { LiveTokenFile } from "./live-token-file.ts";
import { type RowPlace, type RowStoreOptions, rowTokenStore } from "./row-token-store.ts";
import { nextTokenFile } from "./token-file.ts";
import type { TokenStore } from "./token-store.ts";

/** A token store over a file that is open. */
export function fileTokenStore(live: LiveTokenFile, options: RowStoreOptions): TokenStore {
  const place: RowPlace = {
    read: async (use) => {
      await live.check();
      const { file, keyring } = live.known();
      return use(file, keyring);
    },
    change: (decide) =>
      options.home.withLock(async () => {
        await live.check();
        const { file, keyring } = live.known();
        const { next, result } = decide(file, keyring);
        if (next !== undefined) await live.write(nextTokenFile(keyring, file, next));
        return result;
      }),
  };
  return rowTokenStore(place, options);
}
