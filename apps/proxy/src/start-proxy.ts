import { system as realSystem, type System } from "@infershield/core";
import type { Config, Instance } from "@infershield/instance";
import { createCustody } from "@infershield/key-custody";
import { embeddedScanner, remoteScanner, type ThreatScanner } from "@infershield/threat-client";
import { type Logger, pino } from "pino";
import { importPolicyFile } from "./admin/import-policy-file.ts";
import { createSignIns } from "./admin/sign-ins.ts";
import { startAdmin } from "./admin/start-admin.ts";
import { teamOf } from "./admin/team.ts";
import { createBodyRoom } from "./body-room.ts";
import { createCallerLimits } from "./caller-limits.ts";
import { createConversations } from "./conversations.ts";
import { drain } from "./drain.ts";
import { failOpen } from "./fail-open.ts";
import type { Gateway } from "./gateway.ts";
import type { GuardRules } from "./guard.ts";
import { createInFlight } from "./in-flight.ts";
import { keepTrail } from "./keep-trail.ts";
import { addressOf, listen, loopbackHosts } from "./listen.ts";
import { createLoginCommand } from "./login-command.ts";
import { createMetrics } from "./metrics.ts";
import { openServer } from "./open-server.ts";
import { isTelemetryPath } from "./own-routes.ts";
import type { Readiness } from "./readiness.ts";
import { createRefusalLog } from "./refusals.ts";
import { createRequestIds } from "./request-ids.ts";
import { isModelPath } from "./route.ts";
import { createRunning } from "./running.ts";
import { createListener } from "./serve.ts";
import { isAnonymousAllowed, requireCredential, requireVerifiedTls } from "./start-conditions.ts";
import { teamCustody } from "./team-custody.ts";
import { startTicker } from "./ticker.ts";
import { recordTokenEvents } from "./token-events.ts";
import { createUpstreams, type Egress } from "./upstreams.ts";
import { createUsageMeter } from "./usage-meter.ts";
import { watchAudit } from "./watch-audit.ts";
import { watchScanner } from "./watch-scanner.ts";
import { createWrongTokens } from "./wrong-tokens.ts";

/** The home to serve and how, and what tests put in the place of the real thing. */
export interface StartProxyOptions {
  readonly config: Config;
  /** An opened home; it stays the caller's to close, after the proxy. */
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
 * @throws ProxyError `PORT_IN_USE`, `NO_CREDENTIAL`, `TLS_NOT_VERIFIED`; TokenStoreError when the logins cannot be read; for a team with
 * policy files that its database does not have yet, PolicyError, ConfigError and IdentityError `NOT_FOUND`
 */
export async function startProxy(options: StartProxyOptions): Promise<RunningProxy> {
  const { config, instance, scanner = scannerOf(config), system = realSystem } = options;
  const logger = options.logger ?? pino({ level: config.log.level }, pino.destination(2));
  requireVerifiedTls();
  await requireCredential(config, instance);
  const readiness: Readiness = {
    draining: false,
    auditFailed: false,
    auditMayFail: config.audit.failMode === "open",
    auditLost: 0,
    scannerFailed: false,
    degraded: [],
  };
  const recorded = watchAudit(instance.audit, readiness);
  const audit = readiness.auditMayFail ? await failOpen(recorded, { readiness, logger, system }) : recorded;
  const ticker = startTicker(system);
  const upstreams = createUpstreams({ limits: config.limits, ...(options.egress && { egress: options.egress }) });
  const inFlight = createInFlight(config.limits);
  const keeper = await keepTrail({ instance, audit, readiness, ticker, logger, system });
  const metrics = createMetrics({ inFlight, readiness, sinks: keeper.sinks });
  const recordTokenEvent = recordTokenEvents(audit, { logger, randomBytes: system.randomBytes });
  const custody = createCustody({
    keyMode: config.keyMode,
    store: instance.tokens,
    environmentKeys: config.environmentKeys,
    system,
    onEvent: (event) => {
      metrics.tokenEvent(event);
      recordTokenEvent(event);
    },
  });
  const refusals = createRefusalLog({
    audit,
    system,
    ticker,
    onFailure: (error) => logger.error({ err: error }, "refusals could not be recorded"),
  });
  const hosts = new Set(config.allowedHosts.map((host) => host.toLowerCase()));
  const guard: GuardRules = {
    hosts,
    origins: new Set(config.allowedOrigins),
    serves: (path) => isTelemetryPath(path) || isModelPath(path, instance.providers),
  };
  const watched = { ...instance, audit };
  const usage =
    instance.usage &&
    createUsageMeter({
      store: instance.usage,
      ticker,
      system,
      onFailure: (error) => logger.error({ err: error }, "what people used could not be kept yet"),
    });
  const wrongTokens = createWrongTokens(ticker);
  const requestId = createRequestIds(system.randomBytes);
  let adminUrl: string | undefined;
  const loginCommand = createLoginCommand(config, () => adminUrl);
  const gateway: Gateway = {
    instance: watched,
    guard,
    authentication: { keyMode: config.keyMode, anonymousAllowed: isAnonymousAllowed(config) },
    scanner: watchScanner(scanner, { readiness, metrics, ticker, isRemote: config.firewallEndpoint !== undefined }),
    conversations: createConversations(),
    custody: config.mode === "multi-user" ? teamCustody(custody, loginCommand) : custody,
    loginCommand,
    upstreams,
    inFlight,
    bodies: createBodyRoom(config.limits, ticker),
    callerLimits: createCallerLimits(config.limits, { system, ticker }),
    metrics,
    running: createRunning(),
    refusals,
    wrongTokens,
    requestId,
    ...(usage && { usage }),
    ticker,
    logger,
    system,
    readiness,
  };
  const stop = async (): Promise<void> => {
    ticker.stop();
    await refusals.flush();
    await Promise.all([keeper.stop(), usage?.flush(), custody.close(), upstreams.close()]);
    await audit.flush();
  };
  const team = teamOf({ ...watched, ...(usage && { usage: usage.store }) }, system, keeper.followPolicies);
  if (team !== undefined) {
    await importPolicyFile(config, team, logger).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  }
  const server = await openServer(config);
  server.on("request", (_, outgoing) => {
    outgoing.once("close", () => {
      if (readiness.draining) server.closeIdleConnections();
    });
  });
  const listener = createListener(gateway);
  server.on("request", listener).on("checkContinue", listener);
  const { host } = config;
  const port = await listen(server, { host, port: config.port, setting: "--port" }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  for (const name of loopbackHosts(port, config.tls.cert !== undefined)) hosts.add(name);
  const url = addressOf({ host, port, tls: config.tls.cert !== undefined });
  const signIns = team && createSignIns(team, ticker);
  const administration = team &&
    signIns && {
      team,
      signIns,
      proxyUrl: config.publicUrl ?? url,
      wrongTokens,
      logger,
      onRefusal: (refusal: { readonly peer: string; readonly reason: string }) =>
        refusals.add({ ...refusal, requestId: requestId() }),
    };
  const admin = await startAdmin({ config, metrics, ...(administration && { team: administration }) }).catch(
    async (error: unknown) => {
      // Better no metrics than no gateway. A team without its administration, though, could revoke nothing.
      if (administration === undefined) {
        logger.warn({ err: error, adminPort: config.adminPort }, "the admin port could not be opened: no metrics");
        return undefined;
      }
      server.close();
      await stop();
      throw error;
    },
  );
  adminUrl = admin?.url;
  // Requests need not wait: each renews its own token under the same lease.
  const recovery = custody
    .recover((name) => instance.providers.find(name))
    .catch((error: unknown) => {
      logger.error({ err: error }, "interrupted refreshes could not be finished");
    });
  logger.debug(
    { host, port, adminPort: admin?.port, keyMode: config.keyMode, enforcement: config.enforcement },
    "listening",
  );
  return {
    url,
    host,
    port,
    ...(admin && { adminUrl: admin.url, adminPort: admin.port }),
    close: async ({ graceMs = config.limits.drainMs } = {}) => {
      readiness.draining = true;
      await drain(server, gateway.running, graceMs, system);
      await recovery;
      await signIns?.close();
      await admin?.close();
      await stop();
    },
  };
}

function scannerOf({ firewallEndpoint, firewallToken, limits }: Config): ThreatScanner {
  if (firewallEndpoint === undefined) return embeddedScanner();
  return remoteScanner({
    endpoint: firewallEndpoint,
    timeoutMs: limits.scanMs,
    ...(firewallToken && { token: firewallToken }),
  });
}
