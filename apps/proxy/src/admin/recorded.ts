import type { AuditEvent } from "@infershield/audit";
import { defaultTenant, InferShieldError } from "@infershield/core";
import type { Actor } from "./actor.ts";
import type { Team } from "./team.ts";

/** An administrative act as it is recorded. */
export interface Act {
  readonly event: "admin" | "authentication" | "token";
  /** Such as `user.create`. */
  readonly action: string;
  /** Id of the account, team or token that it is about. */
  readonly subject?: string;
  readonly provider?: string;
}

const idBytes = 12;

/**
 * Does something after its intent was recorded, and records how it ended: nothing changes without a record of who wanted it.
 *
 * @param work - `note` tells what becomes known only while it is done.
 * @throws AuditError when nothing can be recorded, and then nothing was done; what `work` throws
 */
export async function recorded<T>(
  team: Pick<Team, "audit" | "system">,
  actor: Actor,
  act: Act,
  work: (note: (more: Partial<Pick<AuditEvent, "subject" | "userId" | "reason" | "policyHash">>) => void) => Promise<T>,
): Promise<T> {
  const requestId = newRequestId(team.system);
  let event = eventOf(actor, act, requestId);
  await team.audit.recordIntent(event);
  let result: T;
  try {
    result = await work((more) => {
      event = { ...event, ...more };
    });
  } catch (error) {
    await team.audit.recordOutcome({ ...event, decision: "refuse", outcome: "failed", reason: codeOf(error) });
    throw error;
  }
  await team.audit.recordOutcome({ ...event, outcome: "completed" });
  return result;
}

/** Records that somebody known was refused. @throws AuditError */
export async function recordRefusal(
  { audit, system }: Pick<Team, "audit" | "system">,
  actor: Actor,
  refusal: Act & { readonly reason: string },
): Promise<void> {
  const { reason, ...act } = refusal;
  const event = eventOf(actor, act, newRequestId(system));
  await audit.record({ ...event, phase: "terminal", decision: "refuse", blocked: true, outcome: "failed", reason });
}

function eventOf({ userId, grant, peer }: Actor, act: Act, requestId: string): AuditEvent {
  return {
    ...act,
    phase: "intent",
    tenant: defaultTenant,
    userId,
    requestId,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    ...(grant !== undefined && { tokenId: grant.id }),
    ...(grant?.device !== undefined && { device: grant.device }),
    ...(peer !== undefined && { peer }),
  };
}

function newRequestId({ randomBytes }: Pick<Team["system"], "randomBytes">): string {
  return `adm_${Buffer.from(randomBytes(idBytes)).toString("hex")}`;
}

function codeOf(error: unknown): string {
  return error instanceof InferShieldError ? error.code.toLowerCase() : "unexpected";
}
