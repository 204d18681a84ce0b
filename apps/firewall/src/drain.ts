import type { Server } from "node:http";
import type { System } from "@infershield/core";

/** Stops to listen, lets running requests end for `graceMs`, then cuts them off. */
export async function drain(server: Server, graceMs: number, { sleep }: Pick<System, "sleep">): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const done = new AbortController();
  await Promise.race([closed, sleep(graceMs, done.signal).catch(() => undefined)]);
  done.abort();
  server.closeAllConnections();
  await closed;
}
