import type { Secret } from "@infershield/core";
import { DeviceFlowError, refreshToken, type TokenSet } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import { type TokenKey, type TokenRecord, tokenName } from "@infershield/token-store";
import { clearJournal, commitAnswer, discardAnswer } from "./commit-answer.ts";
import { expiryOf, freshnessOf } from "./freshness.ts";
import { answerEntry, belongsTo, intentEntry, type JournalledAnswer, readEntry, type Spent } from "./journal-entry.ts";
import type { RefreshContext, RefreshOutcome, RefreshTask } from "./refresh-context.ts";
import { settleFailure } from "./settle-failure.ts";

/** Longer than a call to the server may take: the holder of the lease is alive and working on our behalf. */
const leaseWaitMs = 120_000;
const noteworthySkewMs = 60_000;

/**
 * Renews one stored token under its lease. The lease outlives any timeout and the record is read again inside it, so of many processes
 * that want the same token renewed one asks the server, and the others find its answer.
 *
 * @throws TokenStoreError `LEASE_TIMEOUT`, and whatever else the store throws; the stored token is then as it was, or the answer is kept
 */
export function refreshRecord(context: RefreshContext, task: RefreshTask): Promise<RefreshOutcome> {
  return context.store.withLease(task.key, () => refreshInside(context, task), { waitMs: leaseWaitMs });
}

async function refreshInside(context: RefreshContext, task: RefreshTask): Promise<RefreshOutcome> {
  const { record, interrupted } = await recover(context, task);
  if (record === undefined) return { type: "gone" };
  if (record.state !== "active") return { type: "ended" };
  if (!interrupted && !isWanted(record, task, context.now())) return { type: "record", record, renewed: false };
  const { refreshToken: used } = record;
  if (used === undefined) return { type: "ended" };
  const spent: Spent = { used: used.reveal(), generation: record.generation };
  let answer: TokenSet;
  try {
    answer = await ask(context, task, record, used, spent);
  } catch (error) {
    if (!(error instanceof DeviceFlowError)) throw error;
    return settleFailure(context, task, { used, error, interrupted });
  }
  const kept = await keep(context, task, spent, answer);
  return commitAnswer(context, task, { record, used: spent.used, answer: kept, recovered: false });
}

function isWanted(record: TokenRecord, { refused, force = false }: RefreshTask, now: number): boolean {
  if (refused !== undefined) return record.accessToken?.reveal() === refused.reveal();
  return force || freshnessOf(record, now) !== "fresh";
}

async function ask(
  context: RefreshContext,
  task: RefreshTask,
  record: TokenRecord,
  used: Secret,
  spent: Spent,
): Promise<TokenSet> {
  const client = await context.clients(task.provider, record.clientId);
  // Before the call: it proves that an answer can be journalled, and tells a successor that this refresh token may be spent.
  await context.store.journal.write(task.key, intentEntry(spent));
  // No signal: whoever waits may leave, but a token that was sent is spent.
  return refreshToken(client, used, { ...refreshParameters(task.provider), now: context.now });
}

/** Makes the answer survive us before anything else is done with it. */
async function keep(
  context: RefreshContext,
  task: RefreshTask,
  spent: Spent,
  set: TokenSet,
): Promise<JournalledAnswer> {
  noticeSkew(context, task.key, set);
  const { entry, answer } = answerEntry(spent, set, expiryOf(set));
  context.unsaved.set(tokenName(task.key), entry);
  await context.store.journal.write(task.key, entry);
  return answer;
}

/** Finishes what an earlier attempt left: we hold the lease, so nobody else is working on it. */
async function recover(
  context: RefreshContext,
  task: RefreshTask,
): Promise<{ readonly record: TokenRecord | undefined; readonly interrupted: boolean }> {
  const { store, unsaved } = context;
  const own = unsaved.get(tokenName(task.key));
  const left = own ?? (await store.journal.read(task.key));
  const record = await store.get(task.key);
  if (left === undefined) return { record, interrupted: false };
  const entry = readEntry(left);
  // Nobody else can have put back what is in our own memory, and the record may have changed without us while we could not store it.
  const isAbout = (found: TokenRecord, by: Spent): boolean =>
    own === undefined ? belongsTo(by, found) : found.refreshToken?.reveal() === by.used;
  const isItsToken = entry !== undefined && record !== undefined && isAbout(record, entry);
  if (entry?.stage === "intent" && isItsToken) return { record, interrupted: true };
  if (entry?.stage === "answer" && record === undefined) {
    await discardAnswer(context, task, entry.answer, undefined);
  } else if (entry?.stage === "answer" && record !== undefined && isItsToken && isNews(entry.answer, record)) {
    const outcome = await commitAnswer(context, task, {
      record,
      used: entry.used,
      answer: entry.answer,
      recovered: true,
    });
    return { record: outcome.type === "record" ? outcome.record : undefined, interrupted: false };
  } else {
    await clearJournal(context, task);
  }
  return { record, interrupted: false };
}

/** Servers that keep the refresh token: the answer may be in the record already, or be older than it. Stores keep whole seconds. */
function isNews(answer: JournalledAnswer, record: TokenRecord): boolean {
  const isApplied = record.accessToken?.reveal() === answer.accessToken;
  return !isApplied && answer.receivedAt >= Math.floor((record.lastRefreshAt ?? 0) / 1_000) * 1_000;
}

/** Of the parameters of the sign-in only those that name what the token is for belong into a refresh (RFC 8707). */
function refreshParameters({ signIn }: Provider): { readonly parameters?: Readonly<Record<string, string>> } {
  const kept = Object.entries(signIn?.parameters ?? {}).filter(([name]) => name === "resource" || name === "audience");
  return kept.length === 0 ? {} : { parameters: Object.fromEntries(kept) };
}

function noticeSkew({ onEvent }: RefreshContext, key: TokenKey, { serverDate, receivedAt }: TokenSet): void {
  const skewMs = serverDate === undefined ? 0 : serverDate - receivedAt;
  if (Math.abs(skewMs) > noteworthySkewMs) onEvent({ type: "clock_skew", key, skewMs });
}
