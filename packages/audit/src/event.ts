import type { Finding, FindingAction, FindingCategory, Severity } from "@infershield/core";

/** One finding as it is recorded. The optional fields let a policy be replayed on it later. */
export interface AuditThreat {
  readonly rule: string;
  readonly category: FindingCategory;
  readonly score: number;
  readonly severity?: Severity;
  readonly role?: Finding["role"];
  /** What policy decided for it. */
  readonly action?: FindingAction;
}

/** Something to be recorded, in our own names; {@link AuditRecord} is what lies on disk. */
export interface AuditEvent {
  readonly event: "request" | "authentication" | "admin" | "token" | "lifecycle";
  /** What was asked for, such as `chat_completions`, `auth.login` or `token.create`. */
  readonly action: string;
  /** `intent` before something is forwarded, `outcome` after it, `terminal` for what needs one record only. */
  readonly phase: "intent" | "outcome" | "terminal";
  readonly tenant: string;
  readonly userId: string;
  readonly tokenId?: string;
  readonly device?: string;
  /** Id of the account, team or token that an administrative act is about. */
  readonly subject?: string;
  readonly requestId: string;
  readonly sessionId?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly decision: "allow" | "redact" | "block" | "error" | "refuse";
  readonly blocked: boolean;
  /** 0–100. */
  readonly riskScore: number;
  readonly threats: readonly AuditThreat[];
  readonly policyId?: string;
  readonly policyHash?: string;
  readonly detectorVersion?: string;
  /** False in monitor mode. */
  readonly enforced?: boolean;
  /** True where the request carried something that nobody scanned, such as an image. */
  readonly partial?: boolean;
  /** True where the operator lets requests pass that cannot be recorded. */
  readonly failOpen?: boolean;
  /** HTTP status that the client got. */
  readonly status?: number;
  /** HTTP status that the provider gave. */
  readonly upstreamStatus?: number;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly latencyMs?: number;
  readonly outcome?: "completed" | "aborted" | "blocked" | "failed" | "unknown";
  /** A code in lower case, never free text. */
  readonly reason?: string;
  /** How many like it this one record stands for (aggregated refusals); 1 without it. */
  readonly count?: number;
  /** Address of the client. */
  readonly peer?: string;
  readonly userAgent?: string;
  /** Text of the request (intent, terminal) or of the answer (outcome), redacted already. Stored encrypted or not at all. */
  readonly excerpt?: string;
}

/** Tells that a record is on disk. */
export interface AuditReceipt {
  /** Its number in the log, from 1. */
  readonly seq: number;
}

/** Where events are recorded. Every promise resolves when the record is durable and rejects when it is not. */
export interface AuditLog {
  /**
   * Records what is about to happen. Until it resolves nothing may be forwarded.
   *
   * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`, `INVALID_EVENT`, `CLOSED`
   */
  recordIntent(event: AuditEvent): Promise<AuditReceipt>;
  /** Records how it ended. @throws AuditError as {@link recordIntent} */
  recordOutcome(event: AuditEvent): Promise<AuditReceipt>;
  /** Records what needs one record only. @throws AuditError as {@link recordIntent} */
  record(event: AuditEvent): Promise<AuditReceipt>;
  /** Resolves when everything handed in before is durable or was refused. */
  flush(): Promise<void>;
  /** Flushes, closes intents without an outcome as `unknown`, signs a last checkpoint and lets go of the files. */
  close(): Promise<void>;
}
