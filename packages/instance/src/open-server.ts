import type { RequestListener, Server } from "node:http";
import { createRequire } from "node:module";
import { ConfigError } from "./config-error.ts";
import type { Config } from "./load-config.ts";
import { readTls } from "./read-tls.ts";

const require = createRequire(import.meta.url);

const maxHeaderBytes = 16_384;
const connectionsCheckingIntervalMs = 1_000;

/** The settings that a server takes. */
interface ServerSettings extends Pick<Config, "tls"> {
  readonly limits: Pick<Config["limits"], "headersTimeoutMs" | "keepAliveMs" | "connections">;
}

/**
 * Makes a server that does not wait for slow heads or handshakes, and reads them strictly. It listens to nothing yet.
 *
 * @param settings.tls - Certificate and key files; plain HTTP without them.
 * @param options.requestTimeoutMs - How long a whole request may take to come; 0 where bodies have a limit of their own.
 * @throws ConfigError `INVALID_CONFIG` for files that cannot be used
 */
export async function openServer(
  { limits, tls }: ServerSettings,
  { requestTimeoutMs }: { readonly requestTimeoutMs: number },
): Promise<Server> {
  const options = {
    connectionsCheckingInterval: connectionsCheckingIntervalMs,
    headersTimeout: limits.headersTimeoutMs,
    // Node would wait for two minutes.
    handshakeTimeout: limits.headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
  };
  const files = await readTls({ tls });
  // `import "node:http"` would load every name that the module lists, a whole undici among them: decision 0013.
  const http: typeof import("node:http") = require("node:http");
  const https: typeof import("node:https") = require("node:https");
  const server = files === undefined ? http.createServer(options) : https.createServer({ ...options, ...files });
  server.maxConnections = limits.connections;
  return server;
}

/** Lets a listener answer every request. One that waits for leave to send its body gets it first. */
export function answerRequests(server: Server, listener: RequestListener): void {
  server.on("request", listener).on("checkContinue", (incoming, outgoing) => {
    // Behind an answer that is still running Node would put it into the middle of that.
    if (outgoing.socket !== null) outgoing.writeContinue();
    listener(incoming, outgoing);
  });
}

/**
 * Opens a server's port.
 *
 * @param where.setting - What a person changes to choose another port.
 * @returns the port, also when 0 asked for a free one
 * @throws ConfigError `PORT_IN_USE`; the system's error otherwise
 */
export function listen(
  server: Server,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void =>
      reject(
        cause.code === "EADDRINUSE"
          ? new ConfigError("PORT_IN_USE", `Port ${port} on ${host} is in use.`, {
              hint: `Choose another one with ${setting}.`,
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
