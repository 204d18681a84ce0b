import { InferShieldError } from "@infershield/core";

/**
 * - `AUDIT_UNAVAILABLE`: the record is not on disk (full, failing, locked or read-only); nothing may be forwarded
 * - `AUDIT_CORRUPT`: what lies on disk contradicts itself, a checkpoint or what this process wrote; nothing is appended to it
 * - `INVALID_EVENT`: an event carries a number that is not finite or a request id that is empty
 * - `CLOSED`: the log was closed
 * - `NO_LOG`: there is no audit log in the folder
 * - `BROKEN`: an operation that needs an intact log met a broken one
 * - `UNKNOWN_KEY`: the log was written under an audit key that was not handed in
 * - `HELD`: a legal hold keeps what was to be destroyed
 * - `INVALID_KEY`: a verification key is not in the form `name+id+key`
 */
export type AuditErrorCode =
  | "AUDIT_UNAVAILABLE"
  | "AUDIT_CORRUPT"
  | "INVALID_EVENT"
  | "CLOSED"
  | "NO_LOG"
  | "BROKEN"
  | "UNKNOWN_KEY"
  | "INVALID_KEY"
  | "HELD";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class AuditError extends InferShieldError<AuditErrorCode> {}

/** Gives whatever stopped a write the one code that the caller acts on; an error with a code of ours stays as it is. */
export function toUnavailable(error: unknown): AuditError {
  if (error instanceof AuditError) return error;
  return new AuditError("AUDIT_UNAVAILABLE", "The audit record could not be written.", {
    cause: error,
    hint: "Check free space, permissions and the disk of the audit folder; what was written before is intact.",
  });
}

/** Nothing was ever recorded there. */
export function noLog(cause?: unknown): AuditError {
  return new AuditError("NO_LOG", "There is no audit log in this place.", { cause });
}

/** The log on disk is not what it must be. */
export function corrupt(what: string): AuditError {
  return new AuditError("AUDIT_CORRUPT", `The audit log is damaged: ${what}.`, {
    hint: 'Run "infershield audit verify" to see what is damaged; "infershield audit repair" sets the log aside and begins a new one.',
  });
}

/** An excerpt, or the key of a person's excerpts, that does not open. */
export function unreadable(cause?: unknown): AuditError {
  return new AuditError("BROKEN", "An excerpt cannot be read: it was changed, moved or sealed under another key.", {
    cause,
  });
}
