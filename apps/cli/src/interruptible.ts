import { CliError } from "./cli-error.ts";

const stopSignals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `work` so that Ctrl-C, SIGTERM and SIGHUP abort its signal: it can close what it opened. A second one ends the process at once.
 *
 * @throws CliError `CANCELLED` when `work` failed after the abort; else what `work` throws
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const signal of stopSignals) process.once(signal, stop);
  try {
    return await work(controller.signal);
  } catch (cause) {
    if (!controller.signal.aborted) throw cause;
    throw new CliError("CANCELLED", "Cancelled.", { cause, hint: "Nothing was stored." });
  } finally {
    for (const signal of stopSignals) process.removeListener(signal, stop);
  }
}
