import { createServer, type RequestListener } from "node:http";
import { errorAnswer } from "./errors.ts";
import { guardRequest } from "./guard.ts";
import { closeServer, listen, loopbackHosts } from "./listen.ts";
import type { Metrics } from "./metrics.ts";
import { ProxyError } from "./proxy-error.ts";
import { sendBody, sendError } from "./reply.ts";

/** The server for the operator, on loopback whatever the proxy's own address is. */
export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/**
 * Serves `/metrics` on 127.0.0.1. Web pages and rebound names are refused as at the proxy.
 *
 * @param port - 0 takes a free one.
 * @throws ProxyError `PORT_IN_USE`
 */
export async function startAdmin(metrics: Metrics, port: number): Promise<AdminServer> {
  const hosts = new Set<string>();
  const server = createServer(createAdminListener(metrics, hosts));
  const taken = await listen(server, { host, port, setting: "INFERSHIELD_ADMIN_PORT" });
  for (const name of loopbackHosts(taken, false)) hosts.add(name);
  return { port: taken, close: () => closeServer(server) };
}

function createAdminListener(metrics: Metrics, hosts: ReadonlySet<string>): RequestListener {
  return (incoming, outgoing) => {
    const { method = "GET", url = "/", httpVersion, rawHeaders } = incoming;
    const serve = async (): Promise<void> => {
      guardRequest({ method, target: url, httpVersion, rawHeaders }, { hosts, origins: new Set() });
      if (url !== "/metrics" || method === "POST") {
        throw new ProxyError("UNKNOWN_ROUTE", "Only GET /metrics is served here.", { reason: "unknown_route" });
      }
      sendBody(incoming, outgoing, 200, { "content-type": metrics.contentType }, await metrics.render());
    };
    serve().catch((error: unknown) => {
      sendError(incoming, outgoing, errorAnswer(error), { dialect: "openai", requestId: "admin" });
    });
  };
}
