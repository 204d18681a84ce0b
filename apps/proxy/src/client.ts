import type { IncomingMessage, ServerResponse } from "node:http";
import type { CustodyError } from "@infershield/key-custody";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/** The client's side of one exchange. */
export interface Client {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Aborted with one of our errors when the client leaves before its answer is complete, or is cut off. */
  readonly signal: AbortSignal;
  /** Cuts the exchange off. */
  cut(reason: ProxyError | CustodyError): void;
}

/** How long the rest of an answer may wait for a client that takes nothing of it. */
const unreadMs = 30_000;

/**
 * Ends an answer and resolves when the client has all of it, has left, or was cut off since nothing moved for long. Until then it takes memory.
 *
 * @param limits - A shorter `streamIdleMs` counts here too.
 */
export function endAnswer(
  outgoing: ServerResponse,
  bytes: Uint8Array,
  { streamIdleMs }: { readonly streamIdleMs: number },
): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) {
      resolve();
      return;
    }
    outgoing.once("close", resolve);
    outgoing.end(bytes);
    // The connection's own timer sees whether a long write moves. It is set anew for the next request.
    if (outgoing.writableLength > 0) outgoing.setTimeout(Math.min(unreadMs, streamIdleMs), () => outgoing.destroy());
  });
}

/** Watches a connection from its request on. */
export function openClient(incoming: IncomingMessage, outgoing: ServerResponse): Client {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) {
      controller.abort(new ProxyError("CLIENT_GONE", "The client left.", { reason: "client_gone" }));
    }
  });
  return { incoming, outgoing, signal: controller.signal, cut: (reason) => controller.abort(reason) };
}

/** Has `check` called at every beat until the exchange is over. */
export function watchWhileOpen({ outgoing }: Pick<Client, "outgoing">, ticker: Ticker, check: () => void): void {
  if (!outgoing.closed) outgoing.once("close", ticker.watch(check));
}
