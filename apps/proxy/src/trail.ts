import type { AuditEvent, AuditLog } from "@infershield/audit";
import type { Principal, System, Verdict } from "@infershield/core";
import { recordable } from "./presented.ts";
import type { Exchange } from "./receive.ts";

/** What is known about an exchange by the time something is recorded about it. */
export type TrailFacts = Partial<
  Pick<
    AuditEvent,
    | "action"
    | "sessionId"
    | "provider"
    | "model"
    | "decision"
    | "blocked"
    | "riskScore"
    | "threats"
    | "policyId"
    | "policyHash"
    | "detectorVersion"
    | "enforced"
    | "partial"
    | "bytesIn"
    | "status"
    | "upstreamStatus"
    | "tokensIn"
    | "tokensOut"
    | "bytesOut"
    | "outcome"
    | "reason"
  >
>;

/**
 * The audit records of one authenticated exchange: an intent before anything leaves and one outcome, or one terminal record when
 * nothing left.
 */
export interface Trail {
  /** What is known by now. */
  readonly facts: TrailFacts;
  /** Adds what later records will tell. */
  note(facts: TrailFacts): void;
  /** Gives the next record, and no later one, some of the text: the request's belongs to the intent, the answer's to the outcome. */
  quote(excerpt: string | undefined): void;
  /** Resolves when the intent is durable. @throws AuditError */
  intend(): Promise<void>;
  /** Writes the last record; only the first call does. @throws AuditError */
  close(facts: TrailFacts): Promise<void>;
}

/** Starts the trail of an exchange whose caller is known. */
export function openTrail(
  exchange: Exchange,
  principal: Principal,
  { audit, system }: { readonly audit: AuditLog; readonly system: Pick<System, "monotonic"> },
): Trail {
  const userAgent = exchange.headers["user-agent"];
  const begun = {
    event: "request",
    action: "unknown",
    tenant: principal.tenant,
    userId: principal.userId,
    requestId: exchange.id,
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    peer: exchange.peer,
    ...(principal.tokenId !== undefined && { tokenId: principal.tokenId }),
    ...(principal.device !== undefined && { device: principal.device }),
    ...(userAgent !== undefined && { userAgent: recordable(userAgent) }),
  } as const;
  /** Grows in place: it is noted to four times a request. */
  const facts: TrailFacts = {};
  let quoted: { readonly excerpt?: string } = {};
  let intended = false;
  let closed: Promise<void> | undefined;
  const event = (phase: AuditEvent["phase"], latencyMs?: number): AuditEvent => {
    const whole = { ...begun, ...facts, ...quoted, phase, ...(latencyMs !== undefined && { latencyMs }) };
    quoted = {};
    return whole;
  };
  const write = async (): Promise<void> => {
    const latencyMs = Math.round(system.monotonic() - exchange.startedAt);
    if (intended) await audit.recordOutcome(event("outcome", latencyMs));
    else await audit.record(event("terminal", latencyMs));
  };
  return {
    facts,
    note: (more) => {
      Object.assign(facts, more);
    },
    quote: (excerpt) => {
      quoted = excerpt === undefined ? {} : { excerpt };
    },
    intend: async () => {
      await audit.recordIntent(event("intent"));
      intended = true;
    },
    close: (more) => {
      if (closed === undefined) {
        Object.assign(facts, more);
        closed = write();
      }
      return closed;
    },
  };
}

/** What a record tells about a verdict. */
export function verdictFacts(verdict: Verdict, enforced: boolean): TrailFacts {
  return {
    decision: verdict.action,
    blocked: enforced && verdict.action === "block",
    riskScore: verdict.riskScore,
    threats: verdict.decided.map(({ finding, action }) => ({
      rule: finding.rule,
      category: finding.category,
      score: finding.score,
      severity: finding.severity,
      role: finding.role,
      action,
    })),
    enforced,
  };
}
