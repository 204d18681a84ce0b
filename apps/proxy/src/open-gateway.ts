import type { AuditLog } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { Config, Instance } from "@infershield/instance";
import { createCustody } from "@infershield/key-custody";
import { embeddedScanner, remoteScanner, type ThreatScanner } from "@infershield/threat-client";
import type { Logger } from "pino";
import { createBodyRoom } from "./body-room.ts";
import { createCallerLimits } from "./caller-limits.ts";
import { createConversations } from "./conversations.ts";
import { failOpen } from "./fail-open.ts";
import type { Gateway } from "./gateway.ts";
import { createInFlight } from "./in-flight.ts";
import { keepTrail, type TrailKeeper } from "./keep-trail.ts";
import { createLoginCommand } from "./login-command.ts";
import { createMetrics } from "./metrics.ts";
import { createReadiness, type Readiness } from "./readiness.ts";
import { createRefusalLog } from "./refusals.ts";
import { createRequestIds } from "./request-ids.ts";
import { createRunning } from "./running.ts";
import { isAnonymousAllowed } from "./start-conditions.ts";
import { teamCustody } from "./team-custody.ts";
import { startTicker } from "./ticker.ts";
import { recordTokenEvents } from "./token-events.ts";
import { createUpstreams, type Egress } from "./upstreams.ts";
import { createUsageMeter } from "./usage-meter.ts";
import { warmScanner } from "./warm-scanner.ts";
import { watchAudit } from "./watch-audit.ts";
import { watchScanner } from "./watch-scanner.ts";
import { createWrongTokens } from "./wrong-tokens.ts";

/** What a gateway is made of. */
export interface GatewayParts {
  readonly instance: Instance;
  readonly scanner: ThreatScanner | undefined;
  readonly egress: Egress | undefined;
  readonly logger: Logger;
  readonly system: System;
  /** Where the admin port listens, once it does. */
  readonly adminUrl: () => string | undefined;
}

/** A gateway whose trail is kept. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  readonly followPolicies: TrailKeeper["followPolicies"];
  /** Writes what is still to be recorded, and ends everything that runs beside requests. */
  close(): Promise<void>;
}

/**
 * Opens everything that exchanges use. Nothing listens yet.
 *
 * @throws AuditError when `audit.failMode: open` cannot be recorded; ConfigError, HomeError when an audit sink cannot be opened
 */
export async function openGateway(parts: GatewayParts): Promise<OpenedGateway> {
  const { logger, system } = parts;
  const { config } = parts.instance;
  const { limits } = config;
  const readiness = createReadiness(config.audit);
  const audit = await auditLogOf(parts, readiness);
  const instance = { ...parts.instance, audit };
  const ticker = startTicker(system);
  const keeper = await keepTrail({ instance, audit, readiness, ticker, logger, system }).catch((error: unknown) => {
    ticker.stop();
    throw error;
  });
  const inFlight = createInFlight(limits);
  const metrics = createMetrics({ inFlight, readiness, sinks: keeper.sinks }, instance);
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
  const loginCommand = createLoginCommand(config, parts.adminUrl);
  const refusals = createRefusalLog({
    audit,
    system,
    ticker,
    onFailure: (error) => logger.error({ err: error }, "refusals could not be recorded"),
  });
  const usage =
    instance.usage &&
    createUsageMeter({
      store: instance.usage,
      ticker,
      system,
      onFailure: (error) => logger.error({ err: error }, "what people used could not be kept yet"),
    });
  const isRemote = config.firewallEndpoint !== undefined;
  const scanner = watchScanner(parts.scanner ?? scannerOf(config), { readiness, metrics, ticker, isRemote });
  if (parts.scanner === undefined && !isRemote) warmScanner(scanner, ticker);
  const upstreams = createUpstreams({ limits, ...(parts.egress && { egress: parts.egress }) });
  const gateway: Gateway = {
    instance,
    authentication: { keyMode: config.keyMode, anonymousAllowed: isAnonymousAllowed(config) },
    scanner,
    conversations: createConversations(),
    custody: config.mode === "multi-user" ? teamCustody(custody, loginCommand) : custody,
    loginCommand,
    upstreams,
    inFlight,
    bodies: createBodyRoom(limits, ticker),
    callerLimits: createCallerLimits(limits, { system, ticker }),
    running: createRunning(),
    refusals,
    wrongTokens: createWrongTokens(ticker),
    requestId: createRequestIds(system.randomBytes),
    metrics,
    ...(usage && { usage }),
    ticker,
    logger,
    system,
    readiness,
  };
  return {
    gateway,
    followPolicies: keeper.followPolicies,
    close: async () => {
      ticker.stop();
      await refusals.flush();
      await Promise.all([keeper.stop(), usage?.flush(), custody.close(), upstreams.close()]);
      await audit.flush();
    },
  };
}

/** The home's audit log, watched, and letting requests pass without a record where the operator chose so. */
async function auditLogOf({ instance, logger, system }: GatewayParts, readiness: Readiness): Promise<AuditLog> {
  const watched = watchAudit(instance.audit, readiness);
  return readiness.auditMayFail ? await failOpen(watched, { readiness, logger, system }) : watched;
}

/** The detection service that is configured, else the detectors in this process. */
function scannerOf({ firewallEndpoint, firewallToken, limits }: Config): ThreatScanner {
  if (firewallEndpoint === undefined) return embeddedScanner();
  return remoteScanner({
    endpoint: firewallEndpoint,
    timeoutMs: limits.scanMs,
    ...(firewallToken && { token: firewallToken }),
  });
}
