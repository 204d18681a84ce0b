import type { ServerResponse } from "node:http";
import type { DecidedFinding } from "@infershield/core";
import {
  answersInText,
  type BodyShape,
  type Dialect,
  errorBody,
  type FramingName,
  framings,
  type WireErrorInput,
} from "@infershield/llm-wire";
import type { AnswerScanner } from "@infershield/threat-engine";
import { endAnswer } from "./client.ts";
import type { UpstreamBody, UpstreamResponse } from "./forward.ts";
import { inflateAnswer } from "./inflate-answer.ts";
import { ProxyError } from "./proxy-error.ts";
import type { RelayResult } from "./relay-result.ts";
import { relayStream } from "./relay-stream.ts";
import { collectBody, type ScannedAnswer, scanAnswer, scanErrorAnswer } from "./relay-whole.ts";
import { createStreamScan } from "./stream-scan.ts";
import type { Ticker } from "./ticker.ts";
import { mediaTypeOf, returnedHeaders } from "./upstream-headers.ts";

/** Where an answer goes, how it is read on the way, and what bounds it. */
export interface RelayOptions {
  readonly outgoing: ServerResponse;
  readonly dialect: Dialect;
  /** How the answer is read; absent for answers without model text. */
  readonly shape?: BodyShape;
  /** How a stream is framed. */
  readonly framing: FramingName;
  readonly scanner: AnswerScanner;
  /** Headers of ours that every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the client is told when the answer is blocked. */
  readonly blockError: (decided: readonly DecidedFinding[]) => WireErrorInput;
  /** Records the outcome; the last byte leaves only when this resolves. */
  readonly settle: (result: RelayResult) => Promise<void>;
  readonly limits: {
    readonly answerBytes: number;
    readonly streamTotalMs: number;
    readonly streamIdleMs: number;
    readonly streamLineBytes: number;
  };
  readonly ticker: Ticker;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

const maxErrorBytes = 100_000;

/** What happens with an answer: it was sent, or a refusal must be sent in its place. */
export type Relayed = { readonly sent: true } | { readonly sent: false; readonly blocked: readonly DecidedFinding[] };

/**
 * Passes the upstream's answer to the client, scanned.
 *
 * @throws ProxyError `UPSTREAM_ERROR`, `UPSTREAM_TIMEOUT`, `CLIENT_GONE`; AuditError: nothing was written to the client then
 */
export async function relayAnswer(upstream: UpstreamResponse, options: RelayOptions): Promise<Relayed> {
  try {
    return await passOn(upstream, options);
  } catch (error) {
    upstream.body.cancel();
    throw error;
  }
}

type Head = Readonly<Record<string, string>>;

async function passOn(upstream: UpstreamResponse, options: RelayOptions): Promise<Relayed> {
  const { shape, framing, headers } = options;
  const { status } = upstream;
  if (status >= 300 && status < 400) throw refused("The provider answered with a redirect.", "redirect");
  const head = { ...returnedHeaders(upstream.headers), ...headers, "x-content-type-options": "nosniff" };
  if (status >= 400) return await passError(upstream, head, options);
  const body = inflated(upstream);
  const type = mediaTypeOf(upstream.headers["content-type"]);
  const textShape = shape !== undefined && answersInText(shape) ? shape : undefined;
  if (type === framings[framing].mediaType) {
    if (textShape === undefined) throw refused("The provider streams where it should not.", "content_type");
    return await passStream(body, { status, head, shape: textShape }, options);
  }
  if (type !== "application/json") throw refused("The provider's answer is not JSON.", "content_type");
  return await passWhole(body, { status, head, shape: textShape }, options);
}

async function passError(upstream: UpstreamResponse, head: Head, options: RelayOptions): Promise<Relayed> {
  const { status } = upstream;
  const bytes = await collectError(upstream, options.signal);
  const told = (await scanErrorAnswer(bytes, options.scanner)) ?? unreadableError(options, status);
  if (told.blocked) return { sent: false, blocked: told.decided };
  await options.settle({
    outcome: "failed",
    reason: "upstream_status",
    status,
    bytesOut: told.bytes.length,
    decided: told.decided,
  });
  await end(options, status, { ...head, "content-type": "application/json; charset=utf-8" }, told.bytes);
  return { sent: true };
}

async function passStream(
  body: UpstreamBody,
  { status, head, shape }: { readonly status: number; readonly head: Head; readonly shape: BodyShape },
  options: RelayOptions,
): Promise<Relayed> {
  const { outgoing, framing, scanner, blockError, settle, limits } = options;
  const scan = createStreamScan({ shape, framing, scanner, maxLineBytes: limits.streamLineBytes, blockError });
  outgoing.writeHead(status, { ...head, "x-accel-buffering": "no" });
  outgoing.flushHeaders();
  await relayStream(body, {
    ...options,
    scan,
    keepAlive: framings[framing].keepAlive,
    settle: (result) => settle({ ...result, status }),
  });
  return { sent: true };
}

/** @param answer.shape - Absent for an answer without text, which is not scanned. */
async function passWhole(
  body: UpstreamBody,
  { status, head, shape }: { readonly status: number; readonly head: Head; readonly shape: BodyShape | undefined },
  options: RelayOptions,
): Promise<Relayed> {
  const collected = await collectBody(body, options.limits.answerBytes, options.signal);
  const { bytes, decided, blocked, usage } =
    shape === undefined ? unscanned(collected) : await scanAnswer(shape, collected, options.scanner);
  if (blocked) return { sent: false, blocked: decided };
  await options.settle({
    outcome: "completed",
    status,
    bytesOut: bytes.length,
    decided,
    ...(usage && { usage }),
  });
  await end(options, status, head, bytes);
  return { sent: true };
}

function unscanned(bytes: Uint8Array): ScannedAnswer {
  return { bytes, decided: [], blocked: false };
}

function refused(message: string, reason: string): ProxyError {
  return new ProxyError("UPSTREAM_ERROR", message, { reason });
}

function inflated({ body, headers }: UpstreamResponse): UpstreamBody {
  const encoding = headers["content-encoding"];
  return inflateAnswer(body, Array.isArray(encoding) ? encoding.join() : encoding);
}

/** The body of an error; nothing of one that is too long, breaks off or cannot be decoded, since its status says enough. */
async function collectError(upstream: UpstreamResponse, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await collectBody(inflated(upstream), maxErrorBytes, signal);
  } catch (error) {
    if (!(error instanceof ProxyError) || error.code !== "UPSTREAM_ERROR") throw error;
    upstream.body.cancel();
    return new Uint8Array();
  }
}

/** In place of a page or a text that nobody has scanned: the status tells the client enough. */
function unreadableError({ dialect, requestId }: RelayOptions, status: number): ScannedAnswer {
  const message = "The provider answered with an error that is no JSON.";
  const { body } = errorBody(dialect, { status, code: "upstream_error", message, requestId });
  return unscanned(Buffer.from(body));
}

function end(
  { outgoing, limits }: RelayOptions,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): Promise<void> {
  outgoing.writeHead(status, { ...headers, "content-length": bytes.length });
  return endAnswer(outgoing, bytes, limits);
}
