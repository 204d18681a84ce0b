import { system as realSystem, type System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Logger } from "pino";
import { openTeam } from "./admin/open-team.ts";
import { serveAdministration } from "./admin/serve-administration.ts";
import { closeServer } from "./close-server.ts";
import { drain } from "./drain.ts";
import { openGateway } from "./open-gateway.ts";
import { openLogger } from "./open-logger.ts";
import { serveGateway } from "./serve-gateway.ts";
import { requireCredential, requireVerifiedTls } from "./start-conditions.ts";
import type { Egress } from "./upstreams.ts";

/** The home to serve, and what tests put in the place of the real thing. */
export interface StartProxyOptions {
  /** An opened home, served as its `config` says; it stays the caller's to close, after the proxy. */
  readonly instance: Instance;
  /** Default: the detection service that is configured, else the detectors in this process. */
  readonly scanner?: ThreatScanner;
  /** Default: JSON lines on stderr at the configured level. */
  readonly logger?: Logger;
  /** The company's way out, from `HTTPS_PROXY` and `NO_PROXY`. */
  readonly egress?: Egress;
  readonly system?: System;
}

/** A proxy that accepts requests. */
export interface RunningProxy {
  /** Base address for clients, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Where `/metrics` is served, and `/admin/…` for a team; absent when the configured port was taken. */
  readonly adminUrl?: string;
  readonly adminPort?: number;
  /** Refuses new requests, lets running ones end for `graceMs` (default: `limits.drainMs`), then cuts them off. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Starts the gateway.
 *
 * @throws ConfigError `PORT_IN_USE`; ProxyError `NO_CREDENTIAL`, `TLS_NOT_VERIFIED`; TokenStoreError when the logins cannot be read; for a team with
 * policy files that its database does not have yet, PolicyError, ConfigError and IdentityError `NOT_FOUND`
 */
export async function startProxy(options: StartProxyOptions): Promise<RunningProxy> {
  const { instance, scanner, egress, system = realSystem } = options;
  const { config } = instance;
  const logger = options.logger ?? openLogger(config.log.level);
  requireVerifiedTls();
  await requireCredential(instance);
  let adminUrl: string | undefined;
  const opened = await openGateway({ instance, scanner, egress, logger, system, adminUrl: () => adminUrl });
  const { gateway } = opened;
  const giveUp = async (error: unknown): Promise<never> => {
    await opened.close();
    throw error;
  };
  const team = await openTeam(opened).catch(giveUp);
  const { server, port, url } = await serveGateway(gateway).catch(giveUp);
  const admin = await serveAdministration(gateway, team, config.publicUrl ?? url).catch(async (error: unknown) => {
    await closeServer(server);
    return await giveUp(error);
  });
  adminUrl = admin?.url;
  // Requests need not wait: each renews its own token under the same lease.
  const recovery = gateway.custody
    .recover((name) => instance.providers.find(name))
    .catch((error: unknown) => {
      logger.error({ err: error }, "interrupted refreshes could not be finished");
    });
  const { host, keyMode, enforcement } = config;
  logger.debug({ host, port, adminPort: admin?.port, keyMode, enforcement }, "listening");
  return {
    url,
    host,
    port,
    ...(admin && { adminUrl: admin.url, adminPort: admin.port }),
    close: async ({ graceMs = config.limits.drainMs } = {}) => {
      gateway.readiness.draining = true;
      await drain(server, gateway.running, graceMs, system);
      await recovery;
      await admin?.close();
      await opened.close();
    },
  };
}
