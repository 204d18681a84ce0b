import type { Client } from "./client.ts";
import { notReady, type Readiness, readinessDetails } from "./readiness.ts";
import { dropBody, sendBody } from "./reply.ts";

const telemetry = /^\/api\/event_logging(?:\/|$)/;

/** Whether the path takes a body of the proxy's own. */
export function isTelemetryPath(path: string): boolean {
  return telemetry.test(path);
}

/**
 * Serves what concerns the proxy itself: health, readiness, and a sink for a client's telemetry, which is dropped.
 *
 * @returns whether the path was one of these
 */
export function serveOwnRoute(
  { incoming, outgoing }: Client,
  { method, path }: { readonly method: string; readonly path: string },
  readiness: Readiness,
): boolean {
  const asked = method === "GET" || method === "HEAD";
  if (asked && (path === "/health" || path === "/healthz")) {
    sendJson(incoming, outgoing, 200, { status: "ok" });
    return true;
  }
  if (asked && path === "/ready") {
    const waiting = notReady(readiness);
    sendJson(incoming, outgoing, waiting === undefined ? 200 : 503, {
      status: waiting ?? "ready",
      ...readinessDetails(readiness),
    });
    return true;
  }
  if (method === "POST" && isTelemetryPath(path)) {
    dropBody(incoming, outgoing);
    return true;
  }
  return false;
}

function sendJson(incoming: Client["incoming"], outgoing: Client["outgoing"], status: number, body: object): void {
  sendBody(incoming, outgoing, status, { "content-type": "application/json" }, JSON.stringify(body));
}
