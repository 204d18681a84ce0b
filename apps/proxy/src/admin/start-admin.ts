import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  addressOf,
  answerRequests,
  type Config,
  isLoopbackHost,
  listen,
  loopbackNames,
  openServer,
} from "@infershield/instance";
import { closeServer } from "../close-server.ts";
import { errorAnswer } from "../errors.ts";
import { guardRequest } from "../guard.ts";
import type { Metrics } from "../metrics.ts";
import { ProxyError } from "../proxy-error.ts";
import { sendBody, sendError } from "../reply.ts";
import type { AdminAppOptions } from "./app.ts";

/** The server for the operator, and in multi-user mode for administration and sign-in. */
export interface AdminServer {
  /** Such as `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** How long an administrative request may take to come. */
const requestTimeoutMs = 30_000;

/**
 * Opens the admin port. Web pages and names that are not served are refused as at the proxy.
 *
 * @param options.team - Administration of the team; without it `/metrics` is all there is.
 * @throws ConfigError `PORT_IN_USE`, `INVALID_CONFIG` for TLS files that cannot be used
 */
export async function startAdmin(options: {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly team?: AdminAppOptions;
}): Promise<AdminServer> {
  const { config, metrics, team } = options;
  const { adminHost: host, adminPort, allowedHosts, tls } = config;
  const isPrivate = isLoopbackHost(host);
  const hosts = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const settings = { limits: config.limits, tls: isPrivate ? {} : tls };
  const server = await openServer(settings, { requestTimeoutMs });
  const openMetrics = isPrivate && !config.behindProxy;
  const api = team && (await openTeamApi(team));
  answerRequests(server, createAdminListener({ hosts, metrics, api, openMetrics }));
  const port = await listen(server, { host, port: adminPort, setting: "INFERSHIELD_ADMIN_PORT" });
  const isTls = !isPrivate && tls.cert !== undefined;
  for (const name of loopbackNames(port, isTls)) hosts.add(name);
  return { url: addressOf({ host, port, tls: isTls }), port, close: () => closeServer(server) };
}

function createAdminListener(options: {
  readonly hosts: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly api: TeamApi | undefined;
  /** Whether only this machine can ask, so that no token is needed. */
  readonly openMetrics: boolean;
}): RequestListener {
  const { hosts, metrics, api, openMetrics } = options;
  const rules = { hosts, origins: new Set<string>(), serves: () => true };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/", httpVersion, rawHeaders } = incoming;
    guardRequest({ method, target: url, path: url, httpVersion, rawHeaders }, rules);
    if (url === "/metrics" && method !== "POST") {
      if (!openMetrics) await api?.requireMetricsReader(incoming.headers.authorization);
      sendBody(incoming, outgoing, 200, { "content-type": metrics.contentType }, await metrics.render());
      return;
    }
    if (api === undefined) {
      throw new ProxyError("UNKNOWN_ROUTE", "Only GET /metrics is served here.", { reason: "unknown_route" });
    }
    await api.answer(incoming, outgoing);
  };
  return (incoming, outgoing) => {
    incoming.on("error", ignore);
    outgoing.on("error", ignore);
    serve(incoming, outgoing).catch((error: unknown) => {
      sendError(incoming, outgoing, errorAnswer(error), { dialect: "openai", requestId: "admin" });
    });
  };
}

interface TeamApi {
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  /** @throws ProxyError `MISSING_TOKEN`, `INVALID_TOKEN`, `NOT_PERMITTED` */
  readonly requireMetricsReader: (authorization: string | undefined) => Promise<void>;
}

/** Loaded for a team only. */
async function openTeamApi(team: AdminAppOptions): Promise<TeamApi> {
  const { getRequestListener } = await import("@hono/node-server");
  const { createAdminApp, requireMetricsReader } = await import("./app.ts");
  const app = createAdminApp(team);
  return {
    answer: getRequestListener((request, { incoming }) => app.fetch(request, { peer: incoming.socket.remoteAddress }), {
      overrideGlobalObjects: false,
    }),
    requireMetricsReader: (authorization) => requireMetricsReader(authorization, team),
  };
}

function ignore(): void {}
