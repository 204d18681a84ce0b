import type { ServerResponse } from "node:http";
import type { WireErrorInput } from "@infershield/llm-wire";
import { endAnswer } from "./client.ts";
import { type ErrorAnswer, errorAnswer } from "./errors.ts";
import type { UpstreamBody } from "./forward.ts";
import { ProxyError, unreadable } from "./proxy-error.ts";
import type { RelayResult } from "./relay-result.ts";
import type { Piece, StreamScan } from "./stream-scan.ts";
import type { Ticker } from "./ticker.ts";

/** Where a stream goes, what reads it on the way, and what bounds it. */
export interface RelayStreamOptions {
  readonly outgoing: ServerResponse;
  readonly scan: StreamScan;
  /** Written after a long silence. */
  readonly keepAlive: string;
  /** Records the outcome; the end of the stream is released only when this resolves. */
  readonly settle: (result: RelayResult) => Promise<void>;
  readonly limits: { readonly answerBytes: number; readonly streamTotalMs: number; readonly streamIdleMs: number };
  readonly ticker: Ticker;
  readonly requestId: string;
  /** Aborted when the client leaves or its token is revoked. */
  readonly signal: AbortSignal;
}

/** After this silence towards the client something without meaning keeps its connection open. */
const keepAliveMs = 15_000;
/** How long an upstream may keep its connection open after the last event. */
const lingerMs = 1_000;

/**
 * Passes a stream of events to the client while it is scanned. The headers have been written.
 * Resolves when the stream has ended, however it ended; a failure is told inside the stream.
 */
export function relayStream(body: UpstreamBody, options: RelayStreamOptions): Promise<void> {
  const { outgoing, scan, keepAlive, settle, limits, ticker, requestId, signal } = options;
  return new Promise((resolve) => {
    let bytesIn = 0;
    let bytesOut = 0;
    let over = false;
    let startedAt: number | undefined;
    let lastWriteAt: number | undefined;
    let isFull = false;
    let lastEvents: readonly Piece[] | undefined;
    let lastEventsAt: number | undefined;

    const toldError = ({ status, code, message }: ErrorAnswer): WireErrorInput => ({
      status,
      code,
      message,
      requestId,
    });
    const write = (pieces: readonly Piece[]): void => {
      const bytes = join(pieces);
      if (bytes.length === 0) return;
      bytesOut += bytes.length;
      lastWriteAt = undefined;
      if (outgoing.write(bytes)) return;
      body.pause();
      isFull = true;
      outgoing.once("drain", () => {
        isFull = false;
        lastWriteAt = undefined;
        body.resume();
      });
    };
    const finish = (result: Pick<RelayResult, "outcome" | "reason">, pieces: readonly Piece[]): void => {
      if (over) return;
      over = true;
      unwatch();
      signal.removeEventListener("abort", leave);
      const last = join(pieces);
      const usage = scan.usage();
      settle({ ...result, bytesOut: bytesOut + last.length, decided: scan.decided, ...(usage && { usage }) })
        .then(
          () => endAnswer(outgoing, last, limits),
          // An answer whose end is not on record must not look complete.
          () => void outgoing.destroy(),
        )
        .then(resolve);
    };
    /** Ends the stream before its end: a client that is still there is told why. */
    const breakOff = (cause: unknown): void => {
      if (over) return;
      body.cancel();
      const error = errorAnswer(cause);
      finish({ outcome: "aborted", reason: error.reason ?? error.code }, [scan.failure(toldError(error))]);
    };
    const leave = (): void => breakOff(signal.reason);
    const take = (step: () => ReturnType<StreamScan["push"]>, ended: boolean): void => {
      if (over) return;
      try {
        const { release, last, blocked } = step();
        write(release);
        lastEvents = last;
        if (blocked) {
          body.cancel();
          finish({ outcome: "blocked", reason: "answer_block" }, last ?? []);
        } else if (ended) conclude(last ?? []);
      } catch (error) {
        breakOff(unreadable(error));
      }
    };
    /** The upstream has said all it will: what it did not bring to an end must not look complete. */
    const conclude = (last: readonly Piece[]): void => {
      const ending = scan.ending();
      if (ending === "complete") finish({ outcome: "completed" }, last);
      else if (ending === "failed") finish({ outcome: "failed", reason: "upstream_error_event" }, last);
      else {
        write(last);
        breakOff(
          new ProxyError("UPSTREAM_ERROR", "The provider broke off its answer.", { reason: "upstream_incomplete" }),
        );
      }
    };
    const unwatch = ticker.watch((now) => {
      startedAt ??= now;
      lastWriteAt ??= now;
      if (now - startedAt > limits.streamTotalMs) breakOff(timeout("stream_total"));
      else if (isFull && now - lastWriteAt > limits.streamIdleMs) breakOff(stalled());
      else if (!isFull && now - lastWriteAt >= keepAliveMs) write([keepAlive]);
      if (lastEvents === undefined) return;
      lastEventsAt ??= now;
      if (now - lastEventsAt >= lingerMs) {
        body.cancel();
        conclude(lastEvents);
      }
    });

    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    body.consume({
      data: (chunk) => {
        bytesIn += chunk.length;
        if (bytesIn > limits.answerBytes)
          breakOff(new ProxyError("UPSTREAM_ERROR", "The answer is too large.", { reason: "answer_bytes" }));
        else take(() => scan.push(chunk), false);
      },
      end: () => take(() => scan.end(), true),
      // Some providers drop the connection once they have said all.
      error: (error) => (lastEvents === undefined ? breakOff(error) : conclude(lastEvents)),
    });
  });
}

/** The client keeps its connection and takes nothing. */
function stalled(): ProxyError {
  return new ProxyError("CLIENT_GONE", "The client reads no more.", { reason: "client_stalled" });
}

function timeout(reason: string): ProxyError {
  return new ProxyError("UPSTREAM_TIMEOUT", "The stream ran longer than allowed.", { reason });
}

function join(pieces: readonly Piece[]): Uint8Array {
  const [only] = pieces;
  if (only === undefined) return new Uint8Array();
  if (pieces.length === 1) return typeof only === "string" ? Buffer.from(only) : only;
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
}
