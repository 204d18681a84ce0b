import { InferShieldError, type Secret, type System } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { type TokenKey, type TokenRecord, TokenStoreError, tokenKeyOf, tokenName } from "@infershield/token-store";
import { backoffMs, circuitOpensAfter } from "./backoff.ts";
import { CustodyError, onStore, storeUnavailable } from "./error.ts";
import { freshnessOf } from "./freshness.ts";
import type { RefreshContext, RefreshOutcome, RefreshTask } from "./refresh-context.ts";
import { refreshRecord } from "./refresh-record.ts";
import { refusal } from "./refusal.ts";
import { timeIsUp, waitFor } from "./wait-for.ts";

/** Options of {@link createRefreshEngine}. */
export interface RefreshEngineOptions {
  readonly context: RefreshContext;
  readonly system: Pick<System, "monotonic" | "sleep" | "randomBytes">;
  /** How long one request waits for a refresh, in milliseconds. */
  readonly timeoutMs: number;
}

/** Keeps stored tokens fresh, one refresh at a time for each. */
export interface RefreshEngine {
  /**
   * A token that can be sent now. A token that is due but valid is returned at once, and renewed beside the request.
   *
   * @throws CustodyError `REAUTHENTICATION_REQUIRED`, `CREDENTIAL_TIMEOUT`, `STORE_UNAVAILABLE`; the signal's reason
   */
  fresh(record: TokenRecord, provider: Provider, signal?: AbortSignal): Promise<TokenRecord>;
  /**
   * Renews a token whatever its clock says, unless another one than `refused` is stored already.
   *
   * @returns undefined when the server gave no usable answer for now
   */
  renew(
    key: TokenKey,
    provider: Provider,
    options: { readonly refused?: Secret; readonly signal?: AbortSignal | undefined },
  ): Promise<Landed | undefined>;
  /** Finishes what a dead process left in the journal; does nothing without an entry. @returns whether there was one */
  recover(key: TokenKey, provider: Provider): Promise<boolean>;
  /** Waits for refreshes under way, so that no answer is lost. */
  close(): Promise<void>;
}

/** A usable token; `renewed` when this refresh got it from the server. */
export interface Landed {
  readonly record: TokenRecord;
  readonly renewed: boolean;
}

interface TokenState {
  flight?: Promise<RefreshOutcome> | undefined;
  failures: number;
  /** Monotonic time before which the server is left alone. */
  notBefore: number;
  /** The journal was looked at since we started. */
  checked: boolean;
}

/** See {@link RefreshEngine}. No timer runs: the clock is read when a request comes, so sleep and clock changes cost nothing. */
export function createRefreshEngine({ context, system, timeoutMs }: RefreshEngineOptions): RefreshEngine {
  const { store, onEvent, now } = context;
  const states = new Map<string, TokenState>();

  function stateOf(key: TokenKey): TokenState {
    const name = tokenName(key);
    const known = states.get(name);
    if (known !== undefined) return known;
    const state: TokenState = { failures: 0, notBefore: Number.NEGATIVE_INFINITY, checked: false };
    states.set(name, state);
    return state;
  }

  /** Joins the refresh under way or starts one; undefined while the server is left alone. */
  function fly(task: RefreshTask, state: TokenState): Promise<RefreshOutcome> | undefined {
    if (state.flight !== undefined) return state.flight;
    if (system.monotonic() < state.notBefore) return undefined;
    const flight = refreshRecord(context, task)
      .then((outcome) => settle(task.key, state, outcome))
      .catch((error: unknown) => {
        backOff(task.key, state, codeOf(error), undefined);
        throw error;
      })
      .finally(() => {
        state.flight = undefined;
      });
    // A refresh that nobody waits for reports through its event.
    flight.catch(() => undefined);
    state.flight = flight;
    return flight;
  }

  function settle(key: TokenKey, state: TokenState, outcome: RefreshOutcome): RefreshOutcome {
    if (outcome.type === "failed") backOff(key, state, outcome.reason, outcome.retryAfterMs);
    else if (outcome.type === "record") state.failures = 0;
    else states.delete(tokenName(key));
    return outcome;
  }

  function backOff(key: TokenKey, state: TokenState, reason: string, asked: number | undefined): void {
    state.failures++;
    const retryAfterMs = backoffMs(state.failures, asked, system.randomBytes);
    state.notBefore = system.monotonic() + retryAfterMs;
    const circuitOpen = state.failures >= circuitOpensAfter;
    onEvent({ type: "refresh_failed", key, reason, failures: state.failures, retryAfterMs, circuitOpen });
  }

  /** Waits for a refresh as long as one request may wait; undefined when the server gave no usable answer for now. */
  async function land(
    flight: Promise<RefreshOutcome> | undefined,
    provider: Provider,
    signal: AbortSignal | undefined,
  ): Promise<Landed | undefined> {
    if (flight === undefined) return undefined;
    const outcome = await waitFor(flight, { sleep: system.sleep, timeoutMs, signal }).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : toCustodyError(error, provider);
    });
    if (outcome === timeIsUp) throw refusal("CREDENTIAL_TIMEOUT", provider);
    switch (outcome.type) {
      case "record":
        return outcome;
      case "failed":
        return undefined;
      case "gone":
      case "ended":
        throw refusal("REAUTHENTICATION_REQUIRED", provider);
    }
  }

  async function hasLeftover(key: TokenKey, state: TokenState): Promise<boolean> {
    if (state.checked) return false;
    const entry = await onStore(() => store.journal.read(key));
    state.checked = true;
    return entry !== undefined;
  }

  return {
    async fresh(record, provider, signal) {
      const key = tokenKeyOf(record);
      const state = stateOf(key);
      const leftover = await hasLeftover(key, state);
      const freshness = freshnessOf(record, now());
      if (freshness === "fresh" && !leftover) return record;
      if (record.refreshToken === undefined) {
        if (freshness === "expired") throw refusal("REAUTHENTICATION_REQUIRED", provider);
        return record;
      }
      const flight = fly({ key, provider }, state);
      if (freshness !== "expired") return record;
      const landed = await land(flight, provider, signal);
      if (landed !== undefined) return landed.record;
      throw refusal("CREDENTIAL_TIMEOUT", provider, Math.max(0, state.notBefore - system.monotonic()));
    },

    async renew(key, provider, { refused, signal }) {
      const state = stateOf(key);
      const task: RefreshTask = { key, provider, ...(refused === undefined ? { force: true } : { refused }) };
      const joined = state.flight !== undefined;
      const landed = await land(fly(task, state), provider, signal);
      // A refresh that was under way for another reason may have found nothing to do.
      return joined && landed?.renewed === false && landed.record.accessToken?.reveal() === refused?.reveal()
        ? land(fly(task, stateOf(key)), provider, signal)
        : landed;
    },

    async recover(key, provider) {
      const state = stateOf(key);
      if (!(await hasLeftover(key, state))) return false;
      await fly({ key, provider }, state);
      return true;
    },

    async close() {
      const flights = [...states.values()].flatMap(({ flight }) => (flight === undefined ? [] : [flight]));
      await Promise.allSettled(flights);
    },
  };
}

function toCustodyError(error: unknown, provider: Provider): unknown {
  if (error instanceof CustodyError) return error;
  if (error instanceof TokenStoreError && error.code === "LEASE_TIMEOUT")
    return refusal("CREDENTIAL_TIMEOUT", provider);
  return storeUnavailable(error);
}

function codeOf(error: unknown): string {
  return error instanceof InferShieldError ? error.code.toLowerCase() : "unexpected";
}
