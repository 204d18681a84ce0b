import { Worker } from "node:worker_threads";
import { AuditError } from "@infershield/audit";
import { type AuditAnswer, type AuditOrder, carryOut, otherSchema } from "./audit-orders.ts";
import type { Database } from "./database.ts";
import { DatabaseError } from "./error.ts";

/** Writes to the audit log. */
export interface AuditWriter {
  /**
   * Carries out one order; the next begins when it is done.
   *
   * @throws AuditError `AUDIT_UNAVAILABLE`: nothing of it was done, or nobody knows
   */
  run(order: AuditOrder): Promise<{ readonly changes: number; readonly rowId: number }>;
  close(): Promise<void>;
}

/** Writes in this thread: for a command that records something and ends. */
export function directAuditWriter(database: Database): AuditWriter {
  const { connection, migrated } = database;
  return {
    run: async (order) => {
      const answer = await database.change(() => carryOut(connection, order, migrated.to)).catch(notWritten);
      if ("failed" in answer) throw refused(answer.failed, answer.message);
      return answer;
    },
    close: async () => undefined,
  };
}

/**
 * Writes in a thread of its own: for a server. A commit waits for the disk, sometimes for long: in the thread of the event loop it would keep every request waiting.
 * The thread is started with the first order, and does not keep the process alive while it has none.
 *
 * @param options.schema - Version of the schema that this program knows.
 */
export function threadedAuditWriter(options: { readonly path: string; readonly schema: number }): AuditWriter {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function run(order: AuditOrder): Promise<{ readonly changes: number; readonly rowId: number }> {
    thread ??= startThread(options);
    thread.ref();
    try {
      const answer = await answerOf(thread, order);
      if ("failed" in answer) throw refused(answer.failed, answer.message);
      return answer;
    } finally {
      thread?.unref();
    }
  }

  /** A thread that ended takes its connection with it: the next order gets a new one. */
  function answerOf(worker: Worker, order: AuditOrder): Promise<AuditAnswer> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        worker.off("message", answered).off("error", failed).off("exit", failed);
        act();
      };
      const answered = (answer: AuditAnswer): void => settle(() => resolve(answer));
      const failed = (cause: unknown): void => {
        if (thread === worker) thread = undefined;
        settle(() => reject(new AuditError("AUDIT_UNAVAILABLE", "The thread of the audit log ended.", { cause })));
      };
      worker.on("message", answered).on("error", failed).on("exit", failed);
      worker.postMessage(order);
    });
  }

  return {
    run: (order) => {
      const turn = last.then(() => run(order));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await last;
      const worker = thread;
      thread = undefined;
      if (worker === undefined) return;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.ref();
      worker.postMessage("close");
      await ended;
    },
  };
}

/** The sources are run as they are, or as one built file beside this one. */
function startThread(workerData: { readonly path: string; readonly schema: number }): Worker {
  const source = new URL("./audit-thread.ts", import.meta.url);
  const program = import.meta.url.endsWith(".ts") ? source : new URL("./audit-thread.js", import.meta.url);
  // Until it has ended, a broken thread may report more than the failure that somebody waits for.
  return new Worker(program, { workerData }).on("error", () => undefined);
}

/** What the database says to do is more than what can be said of any audit log. */
function notWritten(cause: unknown): never {
  if (!(cause instanceof DatabaseError)) throw cause;
  throw new AuditError("AUDIT_UNAVAILABLE", "The audit record could not be written to the database.", {
    cause,
    ...(cause.hint !== undefined && { hint: cause.hint }),
  });
}

function refused(code: string, message: string): AuditError {
  const hints: Readonly<Record<string, string>> = {
    SQLITE_FULL: "Free some disk space; what was recorded before is intact.",
    SQLITE_BUSY: "Another process writes to the database for too long; wait for it or stop it.",
    [otherSchema]: "Update InferShield on this machine and start it again.",
  };
  return new AuditError("AUDIT_UNAVAILABLE", `The audit record could not be written to the database (${code}).`, {
    cause: new Error(message),
    hint: hints[code] ?? "Check the disk and the permissions of the database; what was recorded before is intact.",
  });
}
