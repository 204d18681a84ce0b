import type { Server } from "node:http";
import type { System } from "@infershield/core";
import { ProxyError } from "./proxy-error.ts";
import type { Running } from "./running.ts";

/** How long what was cut off gets for its last record and its last bytes. */
const lastRecordsMs = 1_000;

/** Refuses new connections, lets running exchanges end for `graceMs`, then cuts them off; each gets its last record. */
export async function drain(
  server: Server,
  running: Running,
  graceMs: number,
  { sleep }: Pick<System, "sleep">,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await within(graceMs, closed, sleep);
  running.cut(new ProxyError("SHUTTING_DOWN", "InferShield is shutting down.", { reason: "shutdown" }));
  await within(lastRecordsMs, running.settled(), sleep);
  server.closeAllConnections();
  await closed;
}

/** Waits for work to be done, but not longer than this. */
async function within(ms: number, work: Promise<void>, sleep: System["sleep"]): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, sleep(ms, done.signal).catch(() => {})]);
  done.abort();
}
