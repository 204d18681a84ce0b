import { type AnswerFields, errorDescriptionOf, errorOf, readFields, secondsOf } from "./answer-fields.ts";
import type { CallKind, Deviations } from "./deviations.ts";
import { DeviceFlowError } from "./error.ts";
import { standardError } from "./oauth-errors.ts";
import type { RawAnswer } from "./transport.ts";

/** An answer in the standard's own form: 200 with the fields, or 400 with `error`. */
export interface NormalAnswer {
  readonly status: 200 | 400;
  readonly fields: AnswerFields;
}

/** RFC 8628 section 3.2: what holds when the server names no interval. */
const defaultIntervalSeconds = 5;
/** What every provider known to leave it out documents. */
const defaultExpiresInSeconds = 900;
/** About thirty years; keeps every later sum an exact integer. */
const maxSeconds = 1_000_000_000;

/** Statuses with which servers without a device flow answer a device authorization request. */
const unsupportedStatuses: readonly number[] = [401, 403, 404, 405, 422, 501];

/**
 * Turns any answer that deviates in a known way into the standard one, so that everything behind it can be strict.
 *
 * @throws DeviceFlowError `INVALID_RESPONSE`, `UNSUPPORTED` or `SERVER_ERROR` for what is no OAuth answer at all
 */
export function normaliseAnswer(kind: CallKind, answer: RawAnswer, deviations: Deviations): NormalAnswer {
  const ok = answer.status >= 200 && answer.status < 300;
  // RFC 7009 section 2.2: the body of a successful revocation is ignored; 202 and 204 occur.
  if (kind === "revocation" && ok) return { status: 200, fields: {} };

  const fields = readFields(answer.text, answer.headers.get("content-type") ?? "");
  const error = fields === undefined ? undefined : errorOf(fields, { failed: !ok });
  const known = error !== undefined && standardError(error, deviations.errorAliases) !== undefined;
  if (kind === "device_poll" && !known) {
    if (deviations.pendingStatuses?.includes(answer.status)) return failure("authorization_pending", fields);
    if (answer.status === 429 || deviations.slowDownStatuses?.includes(answer.status))
      return failure("slow_down", fields);
  }
  if (error !== undefined && (known || answer.status < 500)) return failure(error, fields);
  if (!ok) throw refusal(kind, answer);
  if (fields === undefined) throw malformed(answer, "something that is not a JSON object");
  return { status: 200, fields: standardFields(kind, fields, deviations) };
}

function failure(error: string, fields: AnswerFields | undefined): NormalAnswer {
  const description = fields === undefined ? undefined : errorDescriptionOf(fields);
  const interval = secondsOf(fields?.["interval"]);
  return {
    status: 400,
    fields: {
      error,
      ...(description === undefined ? {} : { error_description: description }),
      ...(interval === undefined ? {} : { interval: Math.min(Math.max(0, interval), maxSeconds) }),
    },
  };
}

function refusal(kind: CallKind, answer: RawAnswer): DeviceFlowError {
  const { status } = answer;
  if (status >= 500 && status !== 501)
    return new DeviceFlowError("SERVER_ERROR", `The server failed with HTTP ${status}.`);
  if (status === 408 || status === 429)
    return new DeviceFlowError("SERVER_ERROR", `The server asked to wait with HTTP ${status}.`);
  if (kind === "device_authorization" && unsupportedStatuses.includes(status)) {
    return new DeviceFlowError("UNSUPPORTED", `The server offers no device flow to this client (HTTP ${status}).`);
  }
  if (kind === "metadata" && status === 404)
    return new DeviceFlowError("UNSUPPORTED", "The server publishes no metadata.");
  return malformed(answer, "no OAuth error");
}

function malformed(answer: RawAnswer, what: string): DeviceFlowError {
  return new DeviceFlowError("INVALID_RESPONSE", `The server answered with HTTP ${answer.status} and ${what}.`, {
    hint: "A captive portal or a wrong address often answers like this. Open the address in a browser.",
  });
}

function standardFields(kind: CallKind, fields: AnswerFields, deviations: Deviations): AnswerFields {
  if (kind === "metadata") return fields;
  const named = rename(fields, { verification_url: "verification_uri", ...deviations.fieldAliases });
  if (kind === "device_authorization") {
    const interval = secondsOf(named["interval"]);
    const expiresIn = secondsOf(named["expires_in"]);
    return {
      ...named,
      verification_uri: named["verification_uri"] ?? deviations.verificationUri,
      interval: interval !== undefined && interval > 0 ? Math.min(interval, maxSeconds) : defaultIntervalSeconds,
      expires_in:
        expiresIn !== undefined && expiresIn > 0
          ? Math.min(expiresIn, maxSeconds)
          : (deviations.defaultExpiresInSeconds ?? defaultExpiresInSeconds),
    };
  }
  const { expires_in, token_type, ...rest } = named;
  const expiresIn = secondsOf(expires_in);
  return {
    ...rest,
    token_type: token_type ?? "bearer",
    // A negative or unreadable lifetime tells nothing: the token counts as one without a known end.
    ...(expiresIn === undefined || expiresIn < 0 ? {} : { expires_in: Math.min(expiresIn, maxSeconds) }),
  };
}

function rename(fields: AnswerFields, aliases: Readonly<Record<string, string>>): AnswerFields {
  const named: Record<string, unknown> = { ...fields };
  for (const [alias, name] of Object.entries(aliases)) {
    if (named[name] === undefined && named[alias] !== undefined) named[name] = named[alias];
  }
  return named;
}
