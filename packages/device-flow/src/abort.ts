import { DeviceFlowError } from "./error.ts";

/** The error for a caller that stopped the work. */
export function aborted(signal: AbortSignal): DeviceFlowError {
  return new DeviceFlowError("ABORTED", "The work was stopped before it ended.", { cause: signal.reason });
}

/** Settles as `work` does, or rejects at once when the signal aborts, also when `work` takes no notice of it. */
export async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work();
  if (signal.aborted) throw signal.reason;
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
