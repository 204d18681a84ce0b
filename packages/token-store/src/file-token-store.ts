import type { System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { LiveTokenFile } from "./live-token-file.ts";
import { type RowPlace, rowTokenStore } from "./row-token-store.ts";
import { nextTokenFile } from "./token-file.ts";
import type { TokenJournal, TokenStore } from "./token-store.ts";

/** A token store over a file that is open. */
export function fileTokenStore({
  live,
  ...options
}: {
  readonly home: Home;
  readonly live: LiveTokenFile;
  readonly journal: TokenJournal;
  readonly system: System;
}): TokenStore {
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
  return rowTokenStore({ ...options, place });
}
