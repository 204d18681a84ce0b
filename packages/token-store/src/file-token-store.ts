import type { System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { LiveTokenFile } from "./live-token-file.ts";
import { type KnownRows, type RowPlace, rowTokenStore } from "./row-token-store.ts";
import { withFileMac } from "./token-file.ts";
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
  const known = (): KnownRows => {
    const { file, keyring, opened } = live.known();
    return { rows: file.records, floor: file.generationFloor, keyring, opened };
  };
  const place: RowPlace = {
    check: live.check,
    known,
    change: (decide) =>
      options.home.withLock(async () => {
        await live.check();
        const { next, result } = decide(known());
        if (next !== undefined) {
          const { file, keyring } = live.known();
          const changed = { records: next.rows, generationFloor: next.floor, generation: file.generation + 1 };
          await live.write(withFileMac(keyring, { ...file, ...changed }));
        }
        return result;
      }),
  };
  return rowTokenStore({ ...options, place });
}
