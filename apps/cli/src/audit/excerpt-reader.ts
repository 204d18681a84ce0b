import { type AuditRecord, openExcerpts } from "@infershield/audit";
import type { Config } from "@infershield/instance";
import { openTokensFor } from "../keys/open-tokens-for.ts";

/** The kept text of a record; undefined when there is none or its key was destroyed. */
export type ExcerptReader = (record: AuditRecord) => Promise<string | undefined>;

/**
 * Unlocks the home so that `work` can read excerpts.
 *
 * @throws what unlocking the home throws
 */
export function withExcerpts<T>(config: Config, work: (read: ExcerptReader) => Promise<T>): Promise<T> {
  return openTokensFor(config, ({ home, keyring }) => work(openExcerpts({ home, sealer: keyring.sealer }).read));
}
