import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { System } from "@infershield/core";
import { type Config, readTls } from "@infershield/instance";
import { FirewallError } from "./firewall-error.ts";

const requestTimeoutMs = 60_000;
const maxHeaderBytes = 16_384;

/**
 * Makes a server that does not wait for slow heads or handshakes, and reads them strictly. It listens to nothing yet.
 *
 * @throws ConfigError `INVALID_CONFIG` for a certificate or key that cannot be used
 */
export async function openServer({ limits, tls }: Pick<Config, "limits" | "tls">): Promise<Server> {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    // Node would wait for two minutes.
    handshakeTimeout: limits.headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
  };
  const files = await readTls({ tls });
  const server = files === undefined ? createServer(options) : createTlsServer({ ...options, ...files });
  server.maxConnections = limits.connections;
  return server;
}

/**
 * Begins to listen.
 *
 * @param port - 0 takes a free one.
 * @returns the port
 * @throws FirewallError `PORT_IN_USE`
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void =>
      reject(
        cause.code === "EADDRINUSE"
          ? new FirewallError("PORT_IN_USE", `Port ${port} on ${host} is in use.`, {
              hint: "Choose another one with --port.",
              cause,
            })
          : cause,
      );
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

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
