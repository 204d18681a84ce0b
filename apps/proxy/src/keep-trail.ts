import type { AuditEvent, AuditLog, DroppedRecords, Sink, SinkStatus } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { Logger } from "pino";
import { ownAct } from "./own-act.ts";
import type { Readiness } from "./readiness.ts";
import type { Ticker } from "./ticker.ts";

/** What keeps the audit trail and the policy in order while the proxy runs. */
export interface TrailKeeper {
  /** How the configured sinks are doing. */
  sinks(): readonly SinkStatus[];
  /** Puts policies that were changed a moment ago in force, without waiting for the next beat. @returns false when they are refused */
  followPolicies(): Promise<boolean>;
  /** Lets sinks deliver once more, and stops. */
  stop(): Promise<void>;
}

const deliverEveryMs = 1_000;
const longestPauseMs = 60_000;
const expireEveryMs = 86_400_000;
/** How long the last delivery may hold up a shutdown. */
const lastDeliveryMs = 2_000;

/**
 * Feeds the sinks, deletes records whose time is over at the start and then once a day, and puts changed policy files in force. None of
 * it delays a request; what it does and what fails is recorded.
 *
 * @throws ConfigError `INVALID_CONFIG`, HomeError when a sink cannot be opened
 */
export async function keepTrail(options: {
  readonly instance: Pick<Instance, "trail" | "policies" | "providers">;
  readonly audit: AuditLog;
  readonly readiness: Readiness;
  readonly ticker: Ticker;
  readonly logger: Logger;
  readonly system: System;
}): Promise<TrailKeeper> {
  const { instance, audit, readiness, ticker, logger, system } = options;
  const { trail, policies, providers } = instance;
  const stopped = new AbortController();

  function record(act: Pick<AuditEvent, "event" | "action"> & Partial<AuditEvent>): void {
    audit.record(ownAct(act, system)).catch((error: unknown) => {
      logger.error({ err: error, action: act.action }, "an event of the gateway itself could not be recorded");
    });
  }

  function dropped({ sink, from, to, reason }: DroppedRecords): void {
    logger.error({ sink, from, to, reason }, "an audit sink did not get some records");
    record({ event: "lifecycle", action: "audit.sink_dropped", subject: sink, reason, count: to - from + 1 });
  }

  const sinks = await trail.openSinks(providers, dropped);

  /** One loop a sink: a slow one delays no other. */
  async function feed(sink: Sink): Promise<void> {
    let pauseMs = deliverEveryMs;
    while (!stopped.signal.aborted) {
      await system.sleep(pauseMs, stopped.signal);
      const { name, failures, lastError } = await sink.deliver();
      if (failures === 1)
        logger.warn({ sink: name, err: lastError?.cause ?? lastError }, "an audit sink does not take records");
      pauseMs = Math.min(longestPauseMs, deliverEveryMs * 2 ** failures);
      readiness.degraded = degradedBy();
    }
  }

  async function expireDaily(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const { deleted, heldBy } = await trail.expire();
        if (deleted.length > 0) {
          const subject = `segments ${deleted[0]}-${deleted.at(-1)}`;
          record({ event: "lifecycle", action: "audit.expired", subject, count: deleted.length });
        }
        if (heldBy !== undefined)
          logger.info({ hold: heldBy.name }, "a legal hold keeps audit records whose time is over");
      } catch (error) {
        logger.error({ err: error }, "audit records whose time is over could not be deleted");
      }
      await system.sleep(expireEveryMs, stopped.signal);
    }
  }

  let isRefused = false;
  async function followPolicies(): Promise<void> {
    const change = await policies.refresh();
    if (change === undefined) return;
    isRefused = change.kind === "refused";
    readiness.degraded = degradedBy();
    if (change.kind === "changed") {
      logger.info({ hash: change.hash }, "the changed policy is in force");
      record({ event: "admin", action: "policy.changed", policyHash: change.hash });
    } else {
      const { hash } = policies.book();
      logger.error({ err: change.error }, "the changed policy is not valid: the last valid one stays in force");
      const reason = change.error.code.toLowerCase();
      record({ event: "admin", action: "policy.refused", decision: "refuse", policyHash: hash, reason });
    }
  }

  function degradedBy(): readonly string[] {
    const failing = sinks.map((sink) => sink.status()).filter(({ failures }) => failures > 0);
    return [...failing.map(({ name }) => `audit_sink_${name}`), ...(isRefused ? ["policy_refused"] : [])];
  }

  let following: Promise<void> | undefined;
  function follow(): Promise<void> {
    following ??= followPolicies()
      .catch((error: unknown) => logger.error({ err: error }, "the policies could not be looked at"))
      .finally(() => {
        following = undefined;
      });
    return following;
  }

  ticker.watch(() => {
    const problem = trail.takeProblem();
    if (problem) logger.warn({ err: problem }, "work on the audit trail failed and is tried again");
    void follow();
  });

  const untilStopped = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!stopped.signal.aborted) logger.error({ err: error }, "a task of the audit trail ended");
    });
  const running = [untilStopped(expireDaily()), ...sinks.map((sink) => untilStopped(feed(sink)))];

  return {
    sinks: () => sinks.map((sink) => sink.status()),
    followPolicies: async () => {
      // A look that has begun may have missed the change.
      await following;
      await follow();
      return !isRefused;
    },
    stop: async () => {
      stopped.abort();
      const last = Promise.all(sinks.map(async (sink) => sink.deliver()));
      const enough = new AbortController();
      await Promise.race([last, system.sleep(lastDeliveryMs, enough.signal).catch(() => undefined)]);
      enough.abort();
      await Promise.all(sinks.map((sink) => sink.close()));
      await Promise.all([following, ...running]);
    },
  };
}
