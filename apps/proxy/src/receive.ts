import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Secret, type System } from "@infershield/core";
import type { Dialect } from "@infershield/llm-wire";
import { dialectOf } from "./dialect-traits.ts";

/** One request as plain data, without its body. A path token has been taken out of the path: no log, audit record or error shows it. */
export interface Exchange {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly method: string;
  /** Without path token and query. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
  /** Lower-case names. The guard has refused second ones where they matter. */
  readonly headers: IncomingHttpHeaders;
  /** Address of the client's end of the connection. */
  readonly peer: string;
  /** The dialect in which errors are told, also when the route is unknown. */
  readonly dialect: Dialect;
  readonly pathToken?: Secret;
}

/** Reads the head of a request, before the guard has judged it. */
export function receiveExchange(
  incoming: IncomingMessage,
  { requestId, system }: { readonly requestId: () => string; readonly system: Pick<System, "now" | "monotonic"> },
): Exchange {
  const target = incoming.url ?? "/";
  const question = target.indexOf("?");
  const whole = question < 0 ? target : target.slice(0, question);
  const { path, pathToken } = takePathToken(whole);
  return {
    id: requestId(),
    receivedAt: system.now(),
    startedAt: system.monotonic(),
    method: incoming.method ?? "GET",
    path,
    query: question < 0 ? "" : target.slice(question),
    headers: incoming.headers,
    peer: incoming.socket.remoteAddress ?? "",
    dialect: incoming.headers["anthropic-version"] === undefined ? dialectOf(path) : "anthropic",
    ...(pathToken && { pathToken }),
  };
}

/** `/t/<token>/v1/…` → `/v1/…` and the token, whatever the token looks like. */
function takePathToken(path: string): { path: string; pathToken?: Secret } {
  if (!path.startsWith("/t/")) return { path };
  const end = path.indexOf("/", 3);
  const token = end < 0 ? path.slice(3) : path.slice(3, end);
  return { path: end < 0 ? "/" : path.slice(end), pathToken: new Secret(token) };
}
