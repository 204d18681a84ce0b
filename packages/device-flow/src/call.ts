import { type Clock, type Fetch, system } from "@infershield/core";
import { AuthorizationResponseError, ClientError, type CustomFetch, ResponseBodyError } from "openid-client";
import { aborted, untilAborted } from "./abort.ts";
import { type AnswerFields, errorDescriptionOf, errorOf } from "./answer-fields.ts";
import { defaultTimeoutMs } from "./client.ts";
import type { CallKind, Deviations } from "./deviations.ts";
import { DeviceFlowError } from "./error.ts";
import { retryAfterOf, serverDateOf } from "./http-time.ts";
import { normaliseAnswer } from "./normalise-answer.ts";
import { oauthFailure } from "./oauth-errors.ts";
import { exchange } from "./transport.ts";
import { checkEndpoint } from "./trusted-uri.ts";

/** How a request goes out, whichever server it is for. */
export interface CallOptions {
  readonly deviations?: Deviations | undefined;
  readonly allowInsecureLoopback?: boolean | undefined;
  readonly fetch?: Fetch | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly now?: Clock | undefined;
}

/** What an answer told beside its standard fields. Times are in milliseconds. */
export interface AnswerFacts {
  readonly fields: AnswerFields;
  readonly receivedAt: number;
  readonly serverDate?: number;
  readonly retryAfterMs?: number;
}

/**
 * Makes one request of one kind through openid-client: checked address, bounded answer, no redirects, time limit, deviations normalised.
 *
 * @param request - Calls openid-client with the `fetch` it is handed.
 * @throws DeviceFlowError any code but `EXPIRED_TOKEN` that comes without the server's word
 */
export async function call<T>(
  kind: CallKind,
  options: CallOptions,
  request: (fetch: CustomFetch) => Promise<T>,
): Promise<{ readonly value: T; readonly facts: AnswerFacts }> {
  const now = options.now ?? system.now;
  const deviations = options.deviations ?? {};
  const limit = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  let facts: AnswerFacts = { fields: {}, receivedAt: now() };

  const send: CustomFetch = async (url, { method, headers, body }) => {
    const target = checkEndpoint(url, { allowInsecureLoopback: options.allowInsecureLoopback ?? false });
    const form = body instanceof URLSearchParams ? body : undefined;
    const raw = await exchange(options.fetch ?? system.fetch, target, {
      method,
      signal,
      ...encode(kind, headers, form, deviations),
    });
    const receivedAt = now();
    const serverDate = serverDateOf(raw.headers);
    const retryAfterMs = retryAfterOf(raw.headers, receivedAt);
    facts = {
      fields: {},
      receivedAt,
      ...(serverDate === undefined ? {} : { serverDate }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    const answer = normaliseAnswer(kind, raw, deviations);
    facts = { ...facts, fields: withoutEcho(answer.fields, form) };
    // openid-client would refuse the whole answer for an ID token it does not like, when the refresh token is already spent.
    const { id_token: _, ...fields } = facts.fields;
    return Response.json(fields, { status: answer.status });
  };

  try {
    return { value: await untilAborted(() => request(send), signal), facts };
  } catch (error) {
    if (options.signal?.aborted) throw aborted(options.signal);
    throw withFacts(toDeviceFlowError(error, deviations), facts);
  }
}

/** Headers that carry the client's authentication and the form of the body; no deviation sets them. */
const ownHeaders: readonly string[] = ["authorization", "content-type", "content-length", "cookie"];

function encode(
  kind: CallKind,
  headers: Record<string, string>,
  form: URLSearchParams | undefined,
  deviations: Deviations,
): { readonly headers: Headers; readonly body?: string } {
  const sent = new Headers(headers);
  for (const [name, value] of Object.entries(deviations.requestHeaders ?? {})) {
    if (!ownHeaders.includes(name.toLowerCase())) sent.set(name, value);
  }
  if (form === undefined) return { headers: sent };
  if (!sent.has("accept")) sent.set("accept", "application/json");
  if (kind === "revocation" && deviations.revocationBody === "credentials") {
    sent.set("content-type", "application/json");
    return { headers: sent, body: JSON.stringify({ credentials: [form.get("token")] }) };
  }
  if (deviations.jsonRequests?.includes(kind)) {
    sent.set("content-type", "application/json");
    return { headers: sent, body: JSON.stringify(Object.fromEntries(form)) };
  }
  return { headers: sent, body: form.toString() };
}

/** Drops a server's explanation that repeats what was sent to it, since that holds codes and tokens. */
function withoutEcho(fields: AnswerFields, form: URLSearchParams | undefined): AnswerFields {
  const said = errorDescriptionOf(fields);
  const echoes =
    said !== undefined && [...(form?.values() ?? [])].some((value) => value.length >= 8 && said.includes(value));
  if (!echoes) return fields;
  const { error_description: _, ...rest } = fields;
  return rest;
}

function toDeviceFlowError(error: unknown, deviations: Deviations): DeviceFlowError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DeviceFlowError) return cause;
  }
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const fields = { error: error.error, error_description: error.error_description };
    const name = errorOf(fields, { failed: true });
    const told = { aliases: deviations.errorAliases, description: errorDescriptionOf(fields) };
    return name === undefined
      ? new DeviceFlowError("INVALID_RESPONSE", "The server named an unprintable error.")
      : oauthFailure(name, told);
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new DeviceFlowError("UNREACHABLE", "The server took too long to answer.", { hint: "Try again later." });
  }
  // The original is left out on purpose: openid-client hangs the whole answer, tokens included, on its errors.
  return new DeviceFlowError("INVALID_RESPONSE", `The server's answer is no OAuth answer: ${reason(error)}.`);
}

function reason(error: unknown): string {
  const inner = error instanceof ClientError && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : "unknown failure";
}

function withFacts(error: DeviceFlowError, { retryAfterMs, fields }: AnswerFacts): DeviceFlowError {
  const interval = fields["interval"];
  const intervalMs = error.oauthError !== undefined && typeof interval === "number" ? interval * 1_000 : undefined;
  if (retryAfterMs === undefined && intervalMs === undefined) return error;
  const { oauthError, hint, cause } = error;
  return new DeviceFlowError(error.code, error.message, {
    oauthError,
    retryAfterMs,
    intervalMs,
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
