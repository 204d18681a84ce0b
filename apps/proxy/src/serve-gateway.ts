import type { Server } from "node:http";
import { addressOf, loopbackNames } from "@infershield/instance";
import type { Gateway } from "./gateway.ts";
import { listen } from "./listen.ts";
import { openServer } from "./open-server.ts";
import { isTelemetryPath } from "./own-routes.ts";
import { isModelPath } from "./route.ts";
import { createListener } from "./serve.ts";

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
 * @throws ProxyError `PORT_IN_USE`; ConfigError `INVALID_CONFIG` for TLS files that cannot be used
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
  const server = await openServer(config);
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
