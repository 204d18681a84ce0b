import { Server as TlsServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import { system as realSystem, type System } from "@infershield/core";
import {
  addressOf,
  answerRequests,
  type Config,
  ConfigError,
  isLoopbackHost,
  listen,
  loopbackNames,
  openPolicies,
  openServer,
} from "@infershield/instance";
import { embeddedScanner, type ThreatScanner } from "@infershield/threat-client";
import { type Logger, pino } from "pino";
import { createApp } from "./create-app.ts";
import { drain } from "./drain.ts";
import { FirewallError } from "./firewall-error.ts";

/** What a detection service is started with. */
export interface StartFirewallOptions {
  /** What counts of it: `firewall`, `firewallToken`, `tls`, `behindProxy`, `allowedHosts`, `riskThreshold`, `policyFile`, `log`, and of `limits` those of bodies, connections and the shutdown. */
  readonly config: Config;
  /** Default: the detectors of this process. */
  readonly scanner?: ThreatScanner;
  /** Default: JSON lines on stderr at the configured level. */
  readonly logger?: Logger;
  readonly system?: System;
}

/** A detection service that accepts requests. */
export interface RunningFirewall {
  /** Base address for `FIREWALL_ENDPOINT`, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Refuses new requests, lets running ones end for `graceMs` (default: `limits.drainMs`), then cuts them off. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** Where the service listens unless the configuration says otherwise. */
const usualPort = 5000;
/** A proxy sends every text with its place: its largest body grows by less than this. */
const bodyFactor = 2;
const requestsInFlight = 256;
const requestTimeoutMs = 60_000;

/**
 * Starts the detection service: `POST /v1/scan`, `POST /api/analyze`, `GET /health`. Without a configured port it takes 5000, or a free
 * one when that is taken.
 *
 * @throws FirewallError `TOKEN_REQUIRED`, `INSECURE_BIND`; ConfigError `PORT_IN_USE`, and for files of the configuration; PolicyError
 */
export async function startFirewall(options: StartFirewallOptions): Promise<RunningFirewall> {
  const { config, system = realSystem } = options;
  const { host, port: wanted } = config.firewall;
  requireSafeBind(config);
  const policies = await openPolicies(config);
  const logger = options.logger ?? pino({ level: config.log.level }, pino.destination(2));
  const hosts = new Set(config.allowedHosts.map((name) => name.toLowerCase()));
  let draining = false;
  const app = createApp({
    scanner: options.scanner ?? embeddedScanner({ system }),
    policies,
    token: config.firewallToken,
    hosts,
    bodyBytes: bodyFactor * config.limits.bodyBytes,
    requestsInFlight,
    isDraining: () => draining,
    logger,
    system,
    logId: () => Buffer.from(system.randomBytes(12)).toString("hex"),
  });
  const server = await openServer(config, { requestTimeoutMs });
  answerRequests(server, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  // A connection that was busy when the shutdown began would stay open for its keep-alive.
  server.on("request", (_, outgoing) => {
    outgoing.once("close", () => {
      if (draining) server.closeIdleConnections();
    });
  });
  const where = { host, port: wanted ?? usualPort, setting: "--port" };
  const port = await listen(server, where).catch((error: unknown) => {
    if (wanted === undefined && isPortInUse(error)) return listen(server, { ...where, port: 0 });
    throw error;
  });
  const isTls = server instanceof TlsServer;
  for (const name of loopbackNames(port, isTls)) hosts.add(name);
  logger.debug({ host, port }, "listening");
  return {
    url: addressOf({ host, port, tls: isTls }),
    host,
    port,
    close: async ({ graceMs = config.limits.drainMs } = {}) => {
      draining = true;
      await drain(server, graceMs, system);
    },
  };
}

function isPortInUse(error: unknown): boolean {
  return error instanceof ConfigError && error.code === "PORT_IN_USE";
}

/** Prompts travel to this address: beyond this machine only to who knows the secret, and unread by others. */
function requireSafeBind({ firewall, firewallToken, tls, behindProxy }: Config): void {
  if (isLoopbackHost(firewall.host) && !behindProxy) return;
  if (firewallToken === undefined) {
    throw new FirewallError("TOKEN_REQUIRED", `Listening on ${firewall.host} needs a shared secret.`, {
      hint: "Set INFERSHIELD_FIREWALL_TOKEN here and at the proxy.",
    });
  }
  if (behindProxy || (tls.cert !== undefined && tls.key !== undefined)) return;
  throw new FirewallError("INSECURE_BIND", `Listening on ${firewall.host} needs TLS.`, {
    hint: "Set INFERSHIELD_TLS_CERT and INFERSHIELD_TLS_KEY, or INFERSHIELD_BEHIND_PROXY=true when a proxy in front ends TLS.",
  });
}
