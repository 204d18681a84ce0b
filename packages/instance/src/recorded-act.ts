import type { AuditEvent, AuditLog } from "@infershield/audit";
import { defaultTenant, InferShieldError, system as realSystem, type System } from "@infershield/core";
import { isInferShieldToken } from "@infershield/identity";

/** An act of somebody that changes this installation, as it is recorded before it is done. */
export type Act = Pick<
  AuditEvent,
  "event" | "action" | "userId" | "subject" | "provider" | "tokenId" | "device" | "peer" | "reason"
>;

/** What becomes known of an act only while it is done. */
export type ActNote = Partial<Pick<AuditEvent, "userId" | "subject" | "reason" | "policyHash">>;

/** Where acts are recorded. */
export interface ActLog {
  readonly audit: Pick<AuditLog, "recordIntent" | "recordOutcome" | "record">;
  /** Replacement for the real randomness. */
  readonly system?: Pick<System, "randomBytes">;
}

const idBytes = 12;

/**
 * Does something after its intent was recorded, and records how it ended: nothing changes without a record of who wanted it, also when
 * the process dies in between. Acts of the command line and of the admin API go through here.
 *
 * @param work - `note` tells what becomes known only while it is done.
 * @throws AuditError when nothing can be recorded, and then nothing was done; what `work` throws
 */
export async function recordedAct<T>(
  log: ActLog,
  act: Act,
  work: (note: (more: ActNote) => void) => Promise<T>,
): Promise<T> {
  let event = eventOf(log, act);
  await log.audit.recordIntent(event);
  let result: T;
  try {
    result = await work((more) => {
      event = { ...event, ...more };
    });
  } catch (error) {
    const reason = error instanceof InferShieldError ? error.code.toLowerCase() : "unexpected";
    await log.audit.recordOutcome({ ...event, decision: "refuse", outcome: "failed", reason });
    throw error;
  }
  await log.audit.recordOutcome({ ...event, outcome: "completed" });
  return result;
}

/** Records what takes effect together with its record, so that nothing can come between the two. @throws AuditError */
export async function recordAct(log: ActLog, act: Act): Promise<void> {
  await log.audit.record({ ...eventOf(log, act), phase: "terminal", outcome: "completed" });
}

/** Records that somebody known was refused: one record, since nothing was done. @throws AuditError */
export async function recordRefusedAct(log: ActLog, act: Act & { readonly reason: string }): Promise<void> {
  const event = eventOf(log, act);
  await log.audit.record({ ...event, phase: "terminal", decision: "refuse", blocked: true, outcome: "failed" });
}

function eventOf({ system = realSystem }: ActLog, act: Act): AuditEvent {
  return {
    ...act,
    // Somebody who means a token may give the token itself in the place of its id, and nobody has looked at it yet.
    ...(act.subject !== undefined && isInferShieldToken(act.subject) && { subject: "[credential]" }),
    phase: "intent",
    tenant: defaultTenant,
    requestId: `adm_${Buffer.from(system.randomBytes(idBytes)).toString("hex")}`,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
  };
}
