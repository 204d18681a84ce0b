import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type Config, readTls } from "@infershield/instance";
import { http } from "./library-parts.ts";

const maxHeaderBytes = 16_384;
const connectionsCheckingIntervalMs = 1_000;

/** The settings that a server takes. */
export interface ServerSettings extends Pick<Config, "tls"> {
  readonly limits: Pick<Config["limits"], "headersTimeoutMs" | "keepAliveMs" | "connections">;
}

/**
 * Makes a server that does not wait for slow heads, and reads them strictly. It listens to nothing yet.
 *
 * @param config.tls - Certificate and key files; plain HTTP without them.
 * @throws ConfigError `INVALID_CONFIG` for files that cannot be used
 */
export async function openServer({ limits, tls }: ServerSettings): Promise<Server> {
  const options = {
    connectionsCheckingInterval: connectionsCheckingIntervalMs,
    headersTimeout: limits.headersTimeoutMs,
    // Node would wait for two minutes.
    handshakeTimeout: limits.headersTimeoutMs,
    // The body has a limit of its own, by rate.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
    noDelay: true,
  };
  const files = await readTls({ tls });
  const server = files === undefined ? http.createServer(options) : createTlsServer({ ...options, ...files });
  server.maxConnections = limits.connections;
  return server;
}
