import type { RequestListener } from "node:http";
import { type Client, openClient } from "./client.ts";
import { errorAnswer } from "./errors.ts";
import type { Gateway } from "./gateway.ts";
import { type GuardRules, guardRequest } from "./guard.ts";
import { handleExchange } from "./handle-exchange.ts";
import { serveOwnRoute } from "./own-routes.ts";
import { ProxyError } from "./proxy-error.ts";
import { receiveExchange } from "./receive.ts";
import { sendError } from "./reply.ts";
import { createTimings } from "./timings.ts";
import { slowedDown } from "./wrong-tokens.ts";

/** The listener of the HTTP server: guard first, then the exchange; whatever fails before anybody is known is answered here. */
export function createListener(gateway: Gateway, rules: GuardRules): RequestListener {
  return (incoming, outgoing) => {
    // A client that breaks off while it is answered is no failure of ours; `openClient` notices it.
    incoming.on("error", ignore);
    outgoing.on("error", ignore);
    const client = openClient(incoming, outgoing);
    const work = serve(client, gateway, rules).catch((error: unknown) => {
      gateway.logger.error({ err: error }, "a request failed in an unforeseen way");
      outgoing.destroy();
    });
    gateway.running.add(client, work);
  };
}

async function serve(client: Client, gateway: Gateway, rules: GuardRules): Promise<void> {
  const { incoming, outgoing } = client;
  const { system, inFlight, readiness, refusals, metrics } = gateway;
  const exchange = receiveExchange(incoming, gateway);
  let leave: (() => void) | undefined;
  try {
    guardRequest(
      {
        method: exchange.method,
        target: incoming.url ?? "",
        path: exchange.path,
        httpVersion: incoming.httpVersion,
        rawHeaders: incoming.rawHeaders,
      },
      rules,
    );
    if (serveOwnRoute(client, exchange, readiness)) return;
    if (readiness.draining)
      throw new ProxyError("SHUTTING_DOWN", "InferShield is shutting down.", { reason: "draining" });
    leave = inFlight.enter();
    const timings = createTimings(system.monotonic, exchange.startedAt);
    timings.end("guard");
    await handleExchange(client, exchange, gateway, timings);
  } catch (cause) {
    const error = slowedDown(cause, exchange.peer, gateway.wrongTokens);
    const answer = errorAnswer(error);
    const reason = answer.reason ?? answer.code;
    metrics.refusal(reason);
    refusals.add({ peer: exchange.peer, reason, requestId: exchange.id });
    if (answer.status >= 500)
      gateway.logger.warn({ err: error, requestId: exchange.id, code: answer.code }, "request failed");
    // The parser is still at work on what came along with the head. If that is broken, it answers 400 and ends the connection.
    await undefined;
    sendError(incoming, outgoing, answer, {
      dialect: exchange.dialect,
      requestId: exchange.id,
      headers: { "x-infershield-request-id": exchange.id },
    });
  } finally {
    leave?.();
  }
}

function ignore(): void {}
