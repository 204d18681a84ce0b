import { randomUUID } from "node:crypto";
import type { AuditEvent } from "@infershield/audit";
import { defaultTenant, InferShieldError } from "@infershield/core";
import type { Instance } from "@infershield/instance";

/** Something a person did on the command line that the audit trail has to keep. */
export interface Act {
  readonly event: "authentication" | "token" | "admin";
  /** Such as `auth.login`, `token.create`, `keys.rotate`. */
  readonly action: string;
  readonly userId: string;
  readonly provider?: string;
  readonly tokenId?: string;
  /** Whom or what it is about, when that is not `userId`. */
  readonly subject?: string;
  /** Error code of an act that failed. */
  readonly failure?: string;
  /** Coded outcome of an act that succeeded. */
  readonly reason?: string;
}

/**
 * Leaves the audit record of an act.
 *
 * @throws AuditError
 */
export async function recordAct(instance: Pick<Instance, "audit">, { failure, reason, ...act }: Act): Promise<void> {
  const coded = failure ?? reason;
  await instance.audit.record({ ...begun(act), phase: "terminal", ...ended(failure), ...codeOf(coded) });
}

/**
 * Does something after its intent was recorded, and records how it ended.
 *
 * @throws AuditError when nothing can be recorded, and then nothing was done; what `work` throws
 */
export async function recordedAct<T>(
  { audit }: Pick<Instance, "audit">,
  act: Omit<Act, "failure" | "reason">,
  work: () => Promise<T>,
): Promise<T> {
  const intent = begun(act);
  await audit.recordIntent(intent);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    const failure = error instanceof InferShieldError ? error.code : "unexpected";
    await audit.recordOutcome({ ...intent, ...ended(failure), ...codeOf(failure) });
    throw error;
  }
  await audit.recordOutcome({ ...intent, ...ended(undefined) });
  return result;
}

function begun(act: Omit<Act, "failure" | "reason">): AuditEvent {
  return {
    ...act,
    phase: "intent",
    tenant: defaultTenant,
    requestId: randomUUID(),
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
  };
}

function ended(failure: string | undefined): Pick<AuditEvent, "decision" | "outcome"> {
  return failure === undefined
    ? { decision: "allow", outcome: "completed" }
    : { decision: "refuse", outcome: "failed" };
}

function codeOf(code: string | undefined): Pick<AuditEvent, "reason"> {
  return code === undefined ? {} : { reason: code.toLowerCase() };
}
