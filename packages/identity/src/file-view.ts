import type { Clock } from "@infershield/core";
import { fileIdentity } from "@infershield/home";

/** How often the file is looked at, at most. Half of what contracts allow for seeing a revocation. */
const lookEveryMs = 500;

/** The parsed content of a file that other processes replace now and then. */
export interface FileView<T> {
  /** The content, unless it is time to look at the file. */
  current(): T | undefined;
  /** Looks at the file and reads it when it changed. Callers at the same time share one look. */
  refresh(): Promise<T>;
  /** Reads the file in any case. */
  reload(): Promise<T>;
}

interface Held<T> {
  readonly content: T;
  readonly identity: string | undefined;
  /** Read at two looks with the same identity: two changes within one tick of the file system's clock look alike. */
  readonly confirmed: boolean;
  readonly turn: number;
}

/** Keeps the content that `read` gives for the file at `path`. */
export function createFileView<T>(path: string, read: () => Promise<T>, monotonic: Clock): FileView<T> {
  let held: Held<T> | undefined;
  let turns = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<T> | undefined;

  async function look(force: boolean): Promise<T> {
    const turn = ++turns;
    const startedAt = monotonic();
    // Taken before the content: a change in between makes the next look read again.
    const identity = fileIdentity(path);
    const same = held !== undefined && held.identity === identity;
    if (force || held === undefined || !same || !held.confirmed) {
      const content = await read();
      // A slow look must not put back what a later one replaced.
      if (held === undefined || held.turn < turn) held = { content, identity, confirmed: same && !force, turn };
    }
    lookedAt = Math.max(lookedAt, startedAt);
    return held.content;
  }

  return {
    current: () => (monotonic() - lookedAt < lookEveryMs ? held?.content : undefined),
    refresh() {
      looking ??= look(false).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    reload: () => look(true),
  };
}
