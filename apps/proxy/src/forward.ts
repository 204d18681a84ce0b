import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { gatherBytes } from "./gather-bytes.ts";
import { ProxyError } from "./proxy-error.ts";
import { upstreamFailure } from "./upstream-failure.ts";

/** What is sent upstream. */
export interface UpstreamRequest {
  readonly method: "GET" | "POST";
  /** A way out that leads to many hosts finds this one by it. */
  readonly origin: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** The head of an upstream answer; its body waits until somebody consumes it. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: UpstreamBody;
}

/** The bytes of an answer, pushed as they come. */
export interface UpstreamBody {
  /** Starts the flow; to be called once. */
  consume(sink: Sink): void;
  pause(): void;
  resume(): void;
  /** Ends the exchange with the upstream; the sink hears nothing more. */
  cancel(): void;
}

/** Where an answer's bytes go. Either `end` or `error` comes last. */
export interface Sink {
  data(chunk: Buffer): void;
  end(): void;
  error(error: ProxyError): void;
}

/**
 * Sends a request and waits for the head of the answer. Redirects are answers like any other.
 * Everything undici knows about dispatching is in this file.
 *
 * @param signal - Aborts the request until the head has come, also before its connection exists; afterwards `body.cancel` does.
 * @throws ProxyError `UPSTREAM_ERROR`, `UPSTREAM_TIMEOUT`; the signal's reason
 */
export function forward(pool: Dispatcher, request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamResponse> {
  return dispatch(pool, optionsOf(request), signal);
}

/** From this size on a body is let go of once it is sent; the client of undici keeps a buffer until the answer is over. */
const largeBytes = 65_536;

function optionsOf({ origin, target: path, method, headers, body }: UpstreamRequest): Dispatcher.DispatchOptions {
  if (body === undefined || body.length < largeBytes) return { origin, path, method, headers, body: body ?? null };
  return {
    origin,
    path,
    method,
    headers: { ...headers, "content-length": String(body.length) },
    body: streamOnce(body),
  };
}

/** So much of a long body is given to the connection at a time. */
const pieceBytes = 65_536;

/**
 * The bytes as a stream that holds them no longer than until they were read. In pieces, so that a connection whose provider has answered without
 * reading them is known to be in the middle of a request: nobody else may be made to wait behind it.
 */
function streamOnce(bytes: Uint8Array): Readable {
  let left: Uint8Array | null = bytes;
  return new Readable({
    read() {
      const piece = left?.subarray(0, pieceBytes) ?? null;
      left = left !== null && left.length > pieceBytes ? left.subarray(pieceBytes) : null;
      this.push(piece);
    },
  });
}

/** So much of an answer may come before somebody consumes it. To hold back what came with the head costs more than to keep it for a moment. */
const earlyBytes = 65_536;

/** A function of its own, so that what waits for the answer does not hold the body of the request. */
function dispatch(
  pool: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UpstreamResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let sink: Sink | undefined;
    let ended: "complete" | ProxyError | undefined;
    let cancelled = false;
    /** What came before there was a sink. */
    const early = gatherBytes();
    /** The sink wants no more for now. */
    let isPaused = false;

    const cancel = (): void => {
      cancelled = true;
      early.forget();
      if (ended === undefined) controller?.abort(gone());
    };
    const leave = (): void => {
      cancel();
      reject(signal.reason);
    };
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener("abort", leave, { once: true });

    const finish = (result: "complete" | ProxyError): void => {
      ended = result;
      if (cancelled || sink === undefined) return;
      if (result === "complete") sink.end();
      else sink.error(result);
    };
    const body: UpstreamBody = {
      consume: (consumer) => {
        sink = consumer;
        if (early.size() > 0 && !cancelled) sink.data(early.whole());
        early.forget();
        if (ended !== undefined) finish(ended);
        else if (!isPaused) controller?.resume();
      },
      pause: () => {
        isPaused = true;
        controller?.pause();
      },
      resume: () => {
        isPaused = false;
        controller?.resume();
      },
      cancel,
    };
    pool.dispatch(options, {
      onRequestStart: (started) => {
        controller = started;
        if (cancelled) started.abort(gone());
      },
      onResponseStart: (_, status, headers) => {
        if (status < 200) return;
        signal.removeEventListener("abort", leave);
        resolve({ status, headers, body });
      },
      onResponseData: (started, chunk) => {
        if (cancelled) return;
        if (sink !== undefined) {
          sink.data(chunk);
          return;
        }
        early.add(chunk);
        if (early.size() >= earlyBytes) started.pause();
      },
      onResponseEnd: () => finish("complete"),
      onResponseError: (_, cause) => {
        signal.removeEventListener("abort", leave);
        const error = upstreamFailure(cause);
        reject(error);
        finish(error);
      },
    });
  });
}

function gone(): ProxyError {
  return new ProxyError("CLIENT_GONE", "The client left.", { reason: "client_gone" });
}
