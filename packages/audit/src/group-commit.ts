import { toUnavailable } from "./error.ts";
import type { AuditReceipt } from "./event.ts";

/** Lets many callers share one durable append. */
export interface GroupCommit {
  /** Resolves when the content is durable. */
  add(content: string): Promise<AuditReceipt>;
}

interface Waiting {
  readonly content: string;
  resolve(receipt: AuditReceipt): void;
  reject(error: Error): void;
}

/** Chaining this many takes about 2 ms: longer would hold up the event loop. */
const maxBatch = 256;

/**
 * Group commit that keeps its own time: while one batch is being written the next one gathers, and it leaves when the answer comes.
 * No timer, so one caller alone never waits for others.
 *
 * @param append - Writes contents durably and gives the number of the first.
 */
export function createGroupCommit(append: (contents: readonly string[]) => Promise<number>): GroupCommit {
  let gathering: Waiting[] = [];
  let running = false;

  /** Never rejects: whoever waits gets the failure. */
  async function run(): Promise<void> {
    running = true;
    while (gathering.length > 0) {
      const batch = gathering.slice(0, maxBatch);
      gathering = gathering.slice(maxBatch);
      await write(batch);
    }
    running = false;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const first = await append(batch.map((one) => one.content));
      batch.forEach((one, index) => {
        one.resolve({ seq: first + index });
      });
    } catch (error) {
      const failure = toUnavailable(error);
      for (const one of batch) one.reject(failure);
    }
  }

  return {
    add: (content) => {
      const { promise, resolve, reject } = Promise.withResolvers<AuditReceipt>();
      gathering.push({ content, resolve, reject });
      if (!running) void run();
      return promise;
    },
  };
}
