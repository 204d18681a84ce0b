import type { Fetch, Secret, System } from "@infershield/core";
import type { Provider, TokenExchange } from "@infershield/providers";
import { backoffMs } from "./backoff.ts";
import { type ExchangedToken, readExchangedToken } from "./exchanged-token.ts";
import { refusal } from "./refusal.ts";
import { timeIsUp, waitFor } from "./wait-for.ts";

/** Options of {@link createTokenExchanges}. */
export interface TokenExchangesOptions {
  readonly system: Pick<System, "fetch" | "now" | "monotonic" | "sleep" | "randomBytes">;
  /** How long one request waits, in milliseconds. */
  readonly timeoutMs: number;
}

/** Second-stage tokens: short-lived ones that an API wants instead of the token from sign-in. They live in memory only. */
export interface TokenExchanges {
  /**
   * The second token for a first one. A token that is due but valid is returned at once, and replaced beside the request.
   *
   * @param name - Names the stored record.
   * @throws CustodyError `REAUTHENTICATION_REQUIRED` when the first token is refused, `CREDENTIAL_TIMEOUT`; the signal's reason
   */
  exchanged(name: string, first: Secret, provider: Provider, signal?: AbortSignal): Promise<ExchangedToken>;
  /**
   * Forgets a second token that the API refused, so that the next request exchanges again.
   *
   * @param isRefused - Whether the API refused this token.
   * @returns false when there is nothing to gain: a token this young was refused for another reason
   */
  forget(name: string, isRefused: (token: Secret) => boolean): boolean;
}

interface ExchangeState {
  token?: ExchangedToken & { readonly first: Secret; readonly gotAt: number };
  flight?: Promise<ExchangeOutcome> | undefined;
  failures: number;
  notBefore: number;
}

type ExchangeOutcome = "done" | "refused" | "failed";

/** A token with less time left than this could end on its way. */
const tooLateMs = 10_000;
/** One exchange a minute, however often the API refuses its tokens. */
const youngMs = 60_000;
const callTimeoutMs = 30_000;
const maxAnswerBytes = 65_536;
/** Statuses by which the exchange refuses the first token, and not just for now. */
const refusingStatuses: readonly number[] = [401, 403, 404];

/** See {@link TokenExchanges}. One exchange at a time for each record. */
export function createTokenExchanges({ system, timeoutMs }: TokenExchangesOptions): TokenExchanges {
  const states = new Map<string, ExchangeState>();

  function stateOf(name: string): ExchangeState {
    const known = states.get(name);
    if (known !== undefined) return known;
    const state: ExchangeState = { failures: 0, notBefore: Number.NEGATIVE_INFINITY };
    states.set(name, state);
    return state;
  }

  function fly(state: ExchangeState, first: Secret, provider: Provider, exchange: TokenExchange) {
    if (state.flight !== undefined) return state.flight;
    if (system.monotonic() < state.notBefore) return undefined;
    state.flight = ask(state, first, provider, exchange).finally(() => {
      state.flight = undefined;
    });
    return state.flight;
  }

  async function ask(
    state: ExchangeState,
    first: Secret,
    provider: Provider,
    exchange: TokenExchange,
  ): Promise<ExchangeOutcome> {
    // No answer at all is one more way to fail for now.
    const answer = await call(system.fetch, first, exchange).catch(() => undefined);
    if (answer !== undefined && refusingStatuses.includes(answer.status)) return "refused";
    const token =
      answer?.status === 200 ? readExchangedToken(answer.text, { provider, exchange, now: system.now() }) : undefined;
    if (token === undefined) {
      state.failures++;
      state.notBefore = system.monotonic() + backoffMs(state.failures, answer?.retryAfterMs, system.randomBytes);
      return "failed";
    }
    state.failures = 0;
    state.token = { ...token, first, gotAt: system.monotonic() };
    return "done";
  }

  return {
    async exchanged(name, first, provider, signal) {
      const { exchange } = provider;
      if (exchange === undefined) throw new TypeError(`${provider.name} has no second stage`);
      const state = stateOf(name);
      // Another first token means another sign-in, possibly of somebody else.
      if (state.token?.first.reveal() !== first.reveal()) delete state.token;
      const held = state.token;
      if (held !== undefined && system.now() < held.dueAt) return held;
      const flight = fly(state, first, provider, exchange);
      if (held !== undefined && system.now() < held.expiresAt - tooLateMs) return held;
      const outcome = flight && (await waitFor(flight, { sleep: system.sleep, timeoutMs, signal }));
      if (outcome === "refused") throw refusal("REAUTHENTICATION_REQUIRED", provider);
      if (outcome === timeIsUp || state.token?.first.reveal() !== first.reveal() || outcome !== "done") {
        throw refusal("CREDENTIAL_TIMEOUT", provider, Math.max(0, state.notBefore - system.monotonic()));
      }
      return state.token;
    },

    forget(name, isRefused) {
      const state = states.get(name);
      if (state?.token === undefined) return true;
      if (!isRefused(state.token.token)) return true;
      if (system.monotonic() - state.token.gotAt < youngMs) return false;
      delete state.token;
      return true;
    },
  };
}

async function call(fetch: Fetch, first: Secret, { url, prefix, headers }: TokenExchange) {
  const response = await fetch(url, {
    headers: { accept: "application/json", ...headers, authorization: prefix + first.reveal() },
    redirect: "error",
    signal: AbortSignal.timeout(callTimeoutMs),
  });
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    status: response.status,
    text: await limitedText(response),
    ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1_000 }),
  };
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) throw new RangeError("The answer is too large");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
