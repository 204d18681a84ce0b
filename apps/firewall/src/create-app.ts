import type { Secret, System } from "@infershield/core";
import type { Policies } from "@infershield/instance";
import type { ThreatScanner } from "@infershield/threat-client";
import { Hono } from "hono";
import type { Logger } from "pino";
import { analyzeRoute } from "./analyze-route.ts";
import { authorize } from "./authorize.ts";
import { errorAnswer } from "./errors.ts";
import { FirewallError } from "./firewall-error.ts";
import { guard } from "./guard.ts";
import { limitInFlight } from "./limit-in-flight.ts";
import { scanRoute } from "./scan-route.ts";

/** What the service needs to answer. */
export interface AppOptions {
  readonly scanner: ThreatScanner;
  readonly policies: Pick<Policies, "of" | "refresh">;
  readonly token: Secret | undefined;
  readonly hosts: ReadonlySet<string>;
  readonly bodyBytes: number;
  readonly requestsInFlight: number;
  readonly isDraining: () => boolean;
  readonly logger: Logger;
  readonly system: Pick<System, "now" | "monotonic">;
  readonly logId: () => string;
}

const routes: Readonly<Record<string, string>> = { "/v1/scan": "POST", "/api/analyze": "POST", "/health": "GET" };

/** The routes of the service; knows no socket. */
export function createApp(options: AppOptions): Hono {
  const { scanner, token, hosts, requestsInFlight, isDraining, logger } = options;
  const app = new Hono();
  app.use(guard({ hosts }));
  app.get("/health", ({ json }) => json({ status: "ok", detector_version: scanner.version }));
  app.use(authorize(token));
  app.use(limitInFlight({ most: requestsInFlight, isDraining }));
  app.post("/v1/scan", scanRoute(scanner, options));
  app.post("/api/analyze", analyzeRoute(options));
  app.notFound(({ req }) => {
    const method = routes[req.path];
    if (method === undefined) throw new FirewallError("UNKNOWN_ROUTE", "There is nothing here.");
    throw new FirewallError("METHOD_NOT_ALLOWED", `Use ${method} here.`);
  });
  app.onError((error, { json, req }) => {
    const { status, code, message } = errorAnswer(error);
    if (status >= 500) logger.warn({ err: error, code }, "a request failed");
    // Clients of the original product look for `success`.
    const told = { ...(req.path === "/api/analyze" && { success: false }), error: { message, code } };
    return json(told, status, status === 401 ? { "www-authenticate": 'Bearer realm="InferShield"' } : {});
  });
  return app;
}
