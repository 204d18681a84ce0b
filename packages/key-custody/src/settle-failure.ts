import type { Secret } from "@infershield/core";
import type { DeviceFlowError } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import type { NewToken, TokenRecord } from "@infershield/token-store";
import { changeRecord, withoutStoreFields } from "./change-record.ts";
import { clearJournal } from "./commit-answer.ts";
import type { RefreshContext, RefreshOutcome, RefreshTask } from "./refresh-context.ts";

/** A refresh that the server refused or that never reached it. */
export interface FailedRefresh {
  /** The refresh token that was sent. */
  readonly used: Secret;
  readonly error: DeviceFlowError;
  /** An earlier attempt died between asking and storing, so the token may have been spent by it. */
  readonly interrupted: boolean;
}

/** Only a terminal error about the token that is still stored ends it; everything else leaves it for another attempt. */
export async function settleFailure(
  context: RefreshContext,
  task: RefreshTask,
  { used, error, interrupted }: FailedRefresh,
): Promise<RefreshOutcome> {
  const { store, onEvent } = context;
  const { key, provider } = task;
  const isTerminal = isTerminalError(error, provider);
  const change = (record: TokenRecord): NewToken | undefined => {
    if (record.state !== "active" || record.refreshToken?.reveal() !== used.reveal()) return undefined;
    const state = isTerminal ? "reauthentication_required" : "active";
    return { ...withoutStoreFields(record), state, refreshFailures: record.refreshFailures + 1 };
  };
  const { record, changed } = await changeRecord(store, key, change);
  await clearJournal(context, task);
  if (record === undefined) return { type: "gone" };
  if (!changed) {
    return record.state === "active" ? { type: "record", record, renewed: false } : { type: "ended" };
  }
  const reason = error.oauthError ?? error.code.toLowerCase();
  if (!isTerminal) return { type: "failed", reason, retryAfterMs: error.retryAfterMs };
  onEvent({ type: "ended", key, reason: interrupted ? `${reason}_after_interruption` : reason });
  return { type: "ended" };
}

function isTerminalError(error: DeviceFlowError, { signIn }: Provider): boolean {
  const terminal = signIn?.terminalRefreshErrors ?? [];
  if (error.oauthError !== undefined && terminal.includes(error.oauthError)) return true;
  return error.code === "INVALID_GRANT" && terminal.includes("invalid_grant");
}
