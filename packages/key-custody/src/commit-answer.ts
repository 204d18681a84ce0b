import { Secret } from "@infershield/core";
import { DeviceFlowError, revokeToken } from "@infershield/device-flow";
import { type NewToken, type TokenRecord, tokenName } from "@infershield/token-store";
import { changeRecord, withoutStoreFields } from "./change-record.ts";
import type { JournalledAnswer } from "./journal-entry.ts";
import type { RefreshContext, RefreshOutcome, RefreshTask } from "./refresh-context.ts";

/** A journalled answer on its way into the store. */
export interface Answered {
  /** The record whose refresh token was spent. */
  readonly record: TokenRecord;
  /** That refresh token. */
  readonly used: string;
  readonly answer: JournalledAnswer;
  /** Left by a process that died. */
  readonly recovered: boolean;
}

/** Puts a journalled answer into the store, unless the record was replaced or deleted meanwhile by somebody without the lease. */
export async function commitAnswer(
  context: RefreshContext,
  task: RefreshTask,
  { record: known, used, answer, recovered }: Answered,
): Promise<RefreshOutcome> {
  const { store, onEvent } = context;
  const { key } = task;
  const change = (record: TokenRecord): NewToken | undefined =>
    record.refreshToken?.reveal() === used ? renewed(record, answer) : undefined;
  const { record, changed } = await changeRecord(store, key, change, known);
  if (record === undefined) await discardAnswer(context, task, answer, known.clientId);
  else await clearJournal(context, task);
  if (changed) onEvent({ type: "refreshed", key, recovered });
  else if (record !== undefined) onEvent({ type: "discarded", key, reason: "replaced" });
  if (record === undefined) return { type: "gone" };
  return record.state === "active" ? { type: "record", record, renewed: changed } : { type: "ended" };
}

/** The person logged out while we asked: what the server just gave must not stay alive. */
export async function discardAnswer(
  context: RefreshContext,
  task: RefreshTask,
  answer: JournalledAnswer,
  clientId: string | undefined,
): Promise<void> {
  const { key, provider } = task;
  const [token, hint] =
    answer.refreshToken === undefined
      ? ([answer.accessToken, "access_token"] as const)
      : ([answer.refreshToken, "refresh_token"] as const);
  let revoked: "revoked" | "unsupported" | "failed";
  try {
    const client = await context.clients(provider, clientId);
    revoked = (await revokeToken(client, new Secret(token), { hint })).outcome;
  } catch (error) {
    // The server's metadata cannot be read: the token stays alive until it expires, and the event says so.
    if (!(error instanceof DeviceFlowError)) throw error;
    revoked = "failed";
  }
  await clearJournal(context, task);
  context.onEvent({ type: "discarded", key, reason: "logged_out", revoked });
}

/** Forgets what the journal and the memory hold about one token. */
export async function clearJournal({ store, unsaved }: RefreshContext, { key }: RefreshTask): Promise<void> {
  unsaved.delete(tokenName(key));
  await store.journal.clear(key);
}

function renewed(record: TokenRecord, answer: JournalledAnswer): NewToken {
  const { expiresAt: _, ...kept } = withoutStoreFields(record);
  return {
    ...kept,
    state: "active",
    scopes: answer.scopes ?? record.scopes,
    ...(answer.expiresAt !== undefined && { expiresAt: answer.expiresAt }),
    lastRefreshAt: answer.receivedAt,
    refreshFailures: 0,
    accessToken: new Secret(answer.accessToken),
    ...(answer.refreshToken !== undefined && { refreshToken: new Secret(answer.refreshToken) }),
    ...(answer.idToken !== undefined && { idToken: new Secret(answer.idToken) }),
  };
}
