import type { IncomingMessage, ServerResponse } from "node:http";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

export interface BodyLimits {
  readonly bodyBytes: number;
}

/** From here on a body must have come at one byte a millisecond (1 kB/s) on average. */
const patienceMs = 10_000;

/**
 * Reads the request body into memory, never more than the limit.
 *
 * @returns The bytes as sent, still compressed when they were.
 * @throws ProxyError `BODY_TOO_LARGE` (before reading when Content-Length tells), `REQUEST_TIMEOUT`, `CLIENT_GONE`
 */
export function receiveBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bodyBytes, ticker }: BodyLimits & { readonly ticker: Ticker },
): Promise<Uint8Array> {
  if (Number(incoming.headers["content-length"] ?? 0) > bodyBytes) return Promise.reject(tooLarge(bodyBytes));
  if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let startedAt: number | undefined;
    const unwatch = ticker.watch((now) => {
      startedAt ??= now;
      const elapsedMs = now - startedAt;
      if (elapsedMs >= patienceMs && received < elapsedMs) {
        fail(new ProxyError("REQUEST_TIMEOUT", "The request body came too slowly.", { reason: "slow_body" }));
      }
    });
    const settle = (): void => {
      unwatch();
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).pause();
    };
    const fail = (error: ProxyError): void => {
      settle();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > bodyBytes) fail(tooLarge(bodyBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      settle();
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, received));
    };
    const onClose = (): void => fail(new ProxyError("CLIENT_GONE", "The client left.", { reason: "client_gone" }));
    incoming.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}

function tooLarge(bodyBytes: number): ProxyError {
  return new ProxyError("BODY_TOO_LARGE", `The request body is larger than ${bodyBytes} bytes.`, {
    reason: "body_too_large",
  });
}
