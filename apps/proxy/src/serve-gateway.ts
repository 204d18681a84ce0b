import type { Server } from "node:http";
import { addressOf, listen, loopbackNames, openServer } from "@infershield/instance";
import type { Gateway } from "./gateway.ts";
import { isTelemetryPath } from "./own-routes.ts";
import { isModelPath } from "./route.ts";
import { createListener } from "./serve.ts";

/** Bodies have a limit of their own, by rate. */
const noTimeout = 0;

/** The port of a gateway, open. */
export interface ServedGateway {
  readonly server: Server;
  readonly port: number;
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
}

/**
 * Opens the port where clients are served.
 *
 * @throws ConfigError `PORT_IN_USE`, `INVALID_CONFIG` for TLS files that cannot be used
 */
export async function serveGateway(gateway: Gateway): Promise<ServedGateway> {
  const { config, providers } = gateway.instance;
  const { host, allowedHosts, allowedOrigins } = config;
  const tls = config.tls.cert !== undefined;
  const hosts = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const listener = createListener(gateway, {
    hosts,
    origins: new Set(allowedOrigins),
    serves: (path) => isTelemetryPath(path) || isModelPath(path, providers),
  });
  const server = await openServer(config, { requestTimeoutMs: noTimeout });
  server.on("request", listener).on("checkContinue", listener).on("checkExpectation", listener);
  server.on("request", (_, outgoing) => {
    outgoing.once("close", () => {
      if (gateway.readiness.draining) server.closeIdleConnections();
    });
  });
  const port = await listen(server, { host, port: config.port, setting: "--port" });
  for (const name of loopbackNames(port, tls)) hosts.add(name);
  return { server, port, url: addressOf({ host, port, tls }) };
}
