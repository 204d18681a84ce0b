import type { IncomingMessage, ServerResponse } from "node:http";
import { ProxyError } from "./proxy-error.ts";

/** The client's side of one exchange. */
export interface Client {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Aborted with a ProxyError when the client leaves before its answer is complete, or is cut off. */
  readonly signal: AbortSignal;
  /** Cuts the exchange off. */
  cut(reason: ProxyError): void;
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
