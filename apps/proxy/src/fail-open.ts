import { AuditError, type AuditEvent, type AuditLog, type AuditReceipt } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { Logger } from "pino";
import { ownAct } from "./own-act.ts";
import type { Readiness } from "./readiness.ts";

/** What a request is told instead of a number where it could not be recorded. */
const unrecorded: AuditReceipt = { seq: 0 };

/**
 * The audit log of a gateway whose operator would rather serve a request without a record than not at all (`audit.failMode: open`).
 *
 * Only requests pass; administrative acts and tokens are refused without a record as always. Each record of a request says that the mode
 * is on. What was lost is counted, and the first write that works again takes a record of the gap along. A request whose intent was lost
 * has one record at its end, when that can be written.
 *
 * @throws AuditError when not even the choice of this mode can be recorded
 */
export async function failOpen(
  audit: AuditLog,
  { readiness, logger, system }: { readonly readiness: Readiness; readonly logger: Logger; readonly system: System },
): Promise<AuditLog> {
  /** Requests under way whose intent was lost. */
  const withoutIntent = new Set<string>();
  let gap: Gap | undefined;

  function lose(error: unknown): AuditReceipt {
    if (!isOutage(error)) throw error;
    const now = system.now();
    if (gap === undefined) logger.error({ err: error }, "requests pass without a record (audit.failMode is open)");
    widen({ from: now, to: now, count: 1, reason: error.code.toLowerCase() });
    readiness.auditLost++;
    return unrecorded;
  }

  function widen({ from, to, count, reason }: Gap): void {
    gap = {
      from: Math.min(from, gap?.from ?? from),
      to: Math.max(to, gap?.to ?? to),
      count: count + (gap?.count ?? 0),
      reason,
    };
  }

  async function closeGap(): Promise<void> {
    const closing = gap;
    if (closing === undefined) return;
    gap = undefined;
    const { from, to, count, reason } = closing;
    const subject = `${new Date(from).toISOString()}/${new Date(to).toISOString()}`;
    try {
      await audit.record(ownAct({ event: "lifecycle", action: "audit.gap", count, reason, subject }, system));
      logger.warn({ count }, "requests are recorded again");
    } catch {
      // Still the same gap: the next write that works tells of it.
      widen(closing);
    }
  }

  async function passing(write: Promise<AuditReceipt>): Promise<AuditReceipt> {
    try {
      const receipt = await write;
      await closeGap();
      return receipt;
    } catch (error) {
      return lose(error);
    }
  }

  const marked = (event: AuditEvent): AuditEvent => ({ ...event, failOpen: true });

  await audit.record(ownAct({ event: "lifecycle", action: "audit.fail_open" }, system));
  logger.warn("audit.failMode is open: requests pass although they cannot be recorded");
  return {
    recordIntent: async (event) => {
      const receipt = await passing(audit.recordIntent(marked(event)));
      if (receipt === unrecorded) withoutIntent.add(event.requestId);
      return receipt;
    },
    recordOutcome: (event) =>
      withoutIntent.delete(event.requestId)
        ? passing(audit.record(marked(event)))
        : passing(audit.recordOutcome(marked(event))),
    record: (event) => (event.event === "request" ? passing(audit.record(marked(event))) : audit.record(event)),
    flush: async () => {
      await closeGap();
      await audit.flush();
    },
    close: () => audit.close(),
  };
}

interface Gap {
  /** Epoch milliseconds of the first and the last record that was lost. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly reason: string;
}

function isOutage(error: unknown): error is AuditError {
  return error instanceof AuditError && (error.code === "AUDIT_UNAVAILABLE" || error.code === "AUDIT_CORRUPT");
}
