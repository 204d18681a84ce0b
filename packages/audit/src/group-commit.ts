import { endOfTurn } from "./end-of-turn.ts";
import { toUnavailable } from "./error.ts";
import type { AuditReceipt } from "./event.ts";

/** Lets many callers share one durable append. */
export interface GroupCommit {
  /**
   * Resolves when the content is durable.
   *
   * @param onDurable - Called just before.
   */
  add(content: string, onDurable?: () => void): Promise<AuditReceipt>;
  /** Resolves when everything added before is durable or was refused. */
  settled(): Promise<void>;
}

/** What is appended together. All who wait for it wait for the same promise. */
interface Batch {
  readonly contents: string[];
  /** Number of the first record. */
  readonly first: Promise<number>;
  resolve(first: number): void;
  reject(error: Error): void;
}

/** So many callers go on in one turn of the event loop: more would hold it up. */
const maxBatch = 64;
/** So many batches are appended at once: a trip to the disk costs as much CPU as chaining a hundred records. */
const maxBatches = 8;

/**
 * Group commit that keeps its own time: while one batch is being written the next one gathers, and it leaves when the answer comes and the
 * event loop has come round: one commit for all that happened in one turn. No timer, so one caller alone never waits for others.
 *
 * @param append - Writes contents durably and gives the number of the first.
 */
export function createGroupCommit(append: (contents: readonly string[]) => Promise<number>): GroupCommit {
  /** The last one gathers; those before it are full. */
  const waiting: Batch[] = [];
  /** Those of the append that runs or ran last. */
  let written: readonly Batch[] = [];
  let running = false;

  /** Never rejects: whoever waits gets the failure. */
  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await endOfTurn();
      written = waiting.splice(0, maxBatches);
      await write(written);
    }
    running = false;
  }

  async function write(batches: readonly Batch[]): Promise<void> {
    let first: number;
    try {
      first = await append(batches.flatMap(({ contents }) => contents));
    } catch (error) {
      for (const batch of batches) batch.reject(toUnavailable(error));
      return;
    }
    for (const batch of batches) {
      batch.resolve(first);
      first += batch.contents.length;
      if (batch !== batches.at(-1)) await endOfTurn();
    }
  }

  function gathering(): Batch {
    const last = waiting.at(-1);
    if (last !== undefined && last.contents.length < maxBatch) return last;
    const { promise: first, resolve, reject } = Promise.withResolvers<number>();
    const batch = { contents: [], first, resolve, reject };
    waiting.push(batch);
    return batch;
  }

  return {
    add: (content, onDurable) => {
      const batch = gathering();
      const index = batch.contents.push(content) - 1;
      if (!running) void run();
      return batch.first.then((first) => {
        onDurable?.();
        return { seq: first + index };
      });
    },
    settled: async () => {
      const last = waiting.at(-1) ?? written.at(-1);
      await last?.first.catch(() => undefined);
    },
  };
}
