import { type Clock, type Sleep, system } from "@infershield/core";
import { genericGrantRequest } from "openid-client";
import { aborted, untilAborted } from "./abort.ts";
import type { OAuthClient } from "./client.ts";
import { requestExchangedToken } from "./code-exchange.ts";
import { callAs } from "./configuration.ts";
import type { DeviceAuthorization } from "./device-authorization.ts";
import { DeviceFlowError } from "./error.ts";
import { standardError } from "./oauth-errors.ts";
import { afterPoll, type PollOutcome, type PollSchedule, waitBeforePoll } from "./poll-schedule.ts";
import { readTokenSet, type TokenSet } from "./token-set.ts";

/** What {@link pollToken} tells while it waits. Durations are in milliseconds. */
export interface PollEvent {
  /** `pending`: not decided; `slow_down`: the server wants fewer polls; `retry`: the last poll got no usable answer. */
  readonly type: PollOutcome;
  /** Wait until the next poll. */
  readonly intervalMs: number;
  /** Rest of the code's life. */
  readonly expiresInMs: number;
}

/** Options of {@link pollToken}. */
export interface PollOptions {
  /** Waits between two polls. Tests pass one that returns at once. */
  readonly sleep?: Sleep;
  readonly now?: Clock;
  /** Measures the code's life; a jump of the wall clock changes nothing. */
  readonly monotonic?: Clock;
  /** Stops the wait within milliseconds, and a request in flight with it. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: PollEvent) => void;
}

/** RFC 8628 section 3.4. */
const deviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** No code lives longer here, whatever the server or a clock that jumped says. Servers give 5 to 30 minutes. */
const maxLifetimeMs = 3_600_000;

/**
 * Asks the token endpoint until the person has decided.
 *
 * It waits before every poll, the first too; adds 5 s at each `slow_down`; doubles the wait while the server cannot be reached; and ends when the
 * code's life is over. A code that ran out while the machine slept ends by the server's `expired_token`.
 *
 * @param authorization - Answer of `requestDeviceAuthorization`.
 * @returns The token set; `expiresAt` is epoch milliseconds, absent when the server gave no lifetime.
 * @throws DeviceFlowError `ACCESS_DENIED`, `EXPIRED_TOKEN`, `INVALID_GRANT`, `INVALID_CLIENT`, `UNSUPPORTED`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNTRUSTED_URI`, `UNREACHABLE` (still so when the code ended), `ABORTED`
 * @see RFC 8628 section 3.5
 */
export async function pollToken(
  client: OAuthClient,
  authorization: DeviceAuthorization,
  options: PollOptions = {},
): Promise<TokenSet> {
  const { sleep = system.sleep, now = system.now, monotonic = system.monotonic, signal, onEvent } = options;
  const lifetimeMs = Math.min(authorization.expiresAt - now(), maxLifetimeMs);
  const startedAt = monotonic();
  let waitedMs = 0;
  let schedule: PollSchedule = { intervalMs: authorization.intervalMs, failures: 0 };
  let last: PollAnswer | undefined;

  for (;;) {
    // The waits count by themselves too, so the loop ends even under a clock that stands still.
    const leftMs = lifetimeMs - Math.max(monotonic() - startedAt, waitedMs);
    const waitMs = waitBeforePoll(schedule, last?.retryAfterMs);
    if (last !== undefined) onEvent?.({ type: last.outcome, intervalMs: waitMs, expiresInMs: Math.max(0, leftMs) });
    if (waitMs >= leftMs) throw expired(last);
    await waitOrAbort(sleep, waitMs, signal);
    waitedMs += waitMs;

    const answer = await pollOnce(client, authorization, { signal, now });
    if ("tokens" in answer) return answer.tokens;
    schedule = afterPoll(schedule, answer.outcome, answer.serverIntervalMs);
    last = answer;
  }
}

interface PollAnswer {
  readonly outcome: PollOutcome;
  readonly serverIntervalMs?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Why there was no usable answer. */
  readonly failure?: DeviceFlowError;
}

async function pollOnce(
  client: OAuthClient,
  authorization: DeviceAuthorization,
  options: { readonly signal: AbortSignal | undefined; readonly now: Clock },
): Promise<PollAnswer | { readonly tokens: TokenSet }> {
  try {
    return { tokens: await requestToken(client, authorization, options) };
  } catch (error) {
    if (!(error instanceof DeviceFlowError)) throw error;
    const answer = classify(error, client);
    if (answer === undefined) throw error;
    return answer;
  }
}

async function requestToken(
  client: OAuthClient,
  authorization: DeviceAuthorization,
  options: { readonly signal: AbortSignal | undefined; readonly now: Clock },
): Promise<TokenSet> {
  const codeExchange = client.deviations?.codeExchange;
  if (codeExchange !== undefined) return requestExchangedToken(client, authorization, codeExchange, options);
  const { value, facts } = await callAs(client, "device_poll", options, (configuration) =>
    genericGrantRequest(configuration, deviceCodeGrant, {
      device_code: authorization.deviceCode.reveal(),
      ...(authorization.codeVerifier === undefined ? {} : { code_verifier: authorization.codeVerifier.reveal() }),
    }),
  );
  return readTokenSet(client, value, facts);
}

/** Whether an error only means "ask again"; undefined when it ends the sign-in. */
function classify(error: DeviceFlowError, client: OAuthClient): PollAnswer | undefined {
  const { oauthError, retryAfterMs, intervalMs: serverIntervalMs } = error;
  if (error.code === "UNREACHABLE") return { outcome: "retry", failure: error };
  if (error.code !== "SERVER_ERROR") return undefined;
  if (oauthError === undefined) return { outcome: "retry", failure: error, retryAfterMs };
  switch (standardError(oauthError, client.deviations?.errorAliases)) {
    case "authorization_pending":
      return { outcome: "pending", retryAfterMs };
    case "slow_down":
      return { outcome: "slow_down", serverIntervalMs, retryAfterMs };
    case "server_error":
    case "temporarily_unavailable":
      return { outcome: "retry", failure: error, retryAfterMs };
    default:
      return undefined;
  }
}

function expired(last: PollAnswer | undefined): DeviceFlowError {
  if (last?.failure?.code === "UNREACHABLE") return last.failure;
  return new DeviceFlowError("EXPIRED_TOKEN", "The code ran out before anybody approved it.", {
    ...(last?.failure === undefined ? {} : { cause: last.failure }),
    hint: "Start the sign-in again for a new code.",
  });
}

async function waitOrAbort(sleep: Sleep, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await untilAborted(() => sleep(ms, signal), signal);
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error;
  }
}
