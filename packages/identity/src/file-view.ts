import { stat } from "node:fs/promises";
import type { System } from "@infershield/core";

/** How often the file is looked at, at most. Half of what contracts allow for seeing a revocation. */
const lookEveryMs = 500;
/** Two writes within one tick of the file system's clock look alike: a file changed this recently is read again. */
const unsettledMs = 2_000;

/** The parsed content of a file that other processes replace now and then. */
export interface FileView<T> {
  /** The content, unless it is time to look at the file. */
  current(): T | undefined;
  /** Looks at the file and reads it when it changed. Callers at the same time share one look. */
  refresh(): Promise<T>;
  /** Reads the file in any case. */
  reload(): Promise<T>;
}

/** Keeps the content that `read` gives for the file at `path`. */
export function createFileView<T>(
  path: string,
  read: () => Promise<T>,
  { now, monotonic }: Pick<System, "now" | "monotonic">,
): FileView<T> {
  let held: { readonly content: T; readonly mark: string | undefined; readonly turn: number } | undefined;
  let turns = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<T> | undefined;

  async function look(force: boolean): Promise<T> {
    const turn = ++turns;
    const startedAt = monotonic();
    // The mark is taken before the content: a change in between makes the next look read again.
    const mark = await fileMark(path, now);
    if (!force && held !== undefined && mark !== undefined && held.mark === mark) {
      lookedAt = Math.max(lookedAt, startedAt);
      return held.content;
    }
    const content = await read();
    // A slow look must not put back what a later one replaced.
    if (held !== undefined && held.turn > turn) return held.content;
    held = { content, mark, turn };
    lookedAt = Math.max(lookedAt, startedAt);
    return content;
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

/** What tells two versions of the file apart; undefined when the file must be read in any case. */
async function fileMark(path: string, now: () => number): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    const settled = Math.abs(now() - Number(found.ctimeMs)) >= unsettledMs;
    return settled ? `${found.dev} ${found.ino} ${found.size} ${found.ctimeNs}` : undefined;
  } catch {
    // Absent or unreadable: reading it says which, with a coded error.
    return undefined;
  }
}
