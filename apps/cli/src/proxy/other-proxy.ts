import { ConfigError } from "@infershield/instance";
import type { ProxyNote } from "./running-proxy.ts";

/** A start on `port` that failed: where the proxy of this home has the port, that is what is told. */
export function failedBeside(error: unknown, port: number, { url, pid }: ProxyNote): unknown {
  if (!(error instanceof ConfigError) || error.code !== "PORT_IN_USE" || Number(new URL(url).port) !== port)
    return error;
  const message = `The proxy of this home serves already: ${url} (process ${pid}).`;
  return new ConfigError("PORT_IN_USE", message, {
    cause: error,
    hint: "Use that one, or end it with: infershield proxy stop",
  });
}

/** What is said when a second proxy serves the same home. */
export function besideAnother({ url, pid }: ProxyNote): string {
  return `warning: process ${pid} serves this home too, on ${url}; "proxy status" and "proxy stop" mean the new one from now on.`;
}
