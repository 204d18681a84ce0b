import { Worker } from "node:worker_threads";
import { type Finding, type PromptPart, system as realSystem, type System } from "@infershield/core";
import { ThreatClientError } from "./error.ts";
import { type PackedFindings, unpackFindings } from "./packed-findings.ts";

/** Scans long texts in a thread of their own, so that the event loop stays free. */
export interface LongPartScanner {
  /** @throws ThreatClientError `SCANNER_UNAVAILABLE`, `SCANNER_TIMEOUT` */
  scan(part: PromptPart, signal?: AbortSignal): Promise<readonly Finding[]>;
}

/** 32 MB of the worst text known take a quarter of it. */
const defaultTimeoutMs = 60_000;

/**
 * One thread, started with the first long text. It scans one text after the other; one that takes too long, or ends the thread, is
 * refused and the next one gets a new thread. The idle thread does not keep the process alive.
 *
 * @param options.program - what the thread runs
 */
export function createLongPartScanner(
  options: { readonly timeoutMs?: number; readonly system?: Pick<System, "sleep">; readonly program?: URL } = {},
): LongPartScanner {
  const { timeoutMs = defaultTimeoutMs, system = realSystem, program = ownProgram() } = options;
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    // Of the environment it needs nothing, and an error beside the one that somebody waits for is no news.
    const thread = new Worker(program, { env: {} }).on("error", () => undefined);
    return thread.once("exit", () => {
      if (worker === thread) worker = undefined;
    });
  };
  const run = async (part: PromptPart, signal: AbortSignal | undefined): Promise<readonly Finding[]> => {
    if (signal?.aborted) throw stopped(signal);
    const thread = worker ?? start();
    worker = thread;
    thread.ref();
    try {
      const packed = await answerOf(thread, part, { timeoutMs, sleep: system.sleep });
      return unpackFindings(packed, part);
    } catch (error) {
      worker = undefined;
      await thread.terminate();
      throw error;
    } finally {
      thread.unref();
    }
  };
  return {
    scan: (part, signal) => {
      const turn = last.then(() => run(part, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The sources are run as they are, or as one built file beside this one. */
function ownProgram(): URL {
  const source = new URL("./scan-worker.ts", import.meta.url);
  return import.meta.url.endsWith(".ts") ? source : new URL("./scan-worker.js", import.meta.url);
}

function answerOf(
  thread: Worker,
  part: PromptPart,
  { timeoutMs, sleep }: { readonly timeoutMs: number; readonly sleep: System["sleep"] },
): Promise<PackedFindings> {
  return new Promise((resolve, reject) => {
    const timer = new AbortController();
    const settle = (act: () => void): void => {
      timer.abort();
      thread.off("message", answered).off("error", failed).off("exit", ended);
      act();
    };
    const answered = (packed: PackedFindings): void => settle(() => resolve(packed));
    const failed = (cause?: unknown): void =>
      settle(() =>
        reject(
          new ThreatClientError("SCANNER_UNAVAILABLE", "The detectors could not judge a text of the request.", {
            cause,
          }),
        ),
      );
    const ended = (): void => failed();
    thread.once("message", answered).once("error", failed).once("exit", ended);
    sleep(timeoutMs, timer.signal).then(
      () => settle(() => reject(new ThreatClientError("SCANNER_TIMEOUT", `A text took more than ${timeoutMs} ms.`))),
      () => undefined,
    );
    thread.postMessage({ ...part, path: "" });
  });
}

/** The error of a scan whose caller left. */
export function stopped(signal: AbortSignal): ThreatClientError {
  return new ThreatClientError("SCANNER_UNAVAILABLE", "The scan was stopped.", { cause: signal.reason });
}
