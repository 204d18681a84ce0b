import { Pool } from "undici";
import { chatBody } from "./harness.ts";
import { type Size, type StartLoadProxy, startBenchUpstream, startLoadProxy } from "./load-proxy.ts";

/** How a proxy grew over many requests. */
export interface Growth {
  readonly requests: number;
  readonly seconds: number;
  /** After each tenth of the requests; the first is after the warm-up. */
  readonly sizes: readonly Size[];
}

/** Sends requests over 32 connections, every tenth a stream and every hundredth left in its middle, and looks at the size ten times. */
export async function sendMany(
  requests: number,
  { warmUp, start = startLoadProxy }: { readonly warmUp: number; readonly start?: StartLoadProxy },
): Promise<Growth> {
  const upstream = await startBenchUpstream();
  const proxy = await start(upstream.url, {});
  const pool = new Pool(proxy.url, { connections: 32 });
  try {
    const send = async (number: number): Promise<void> => {
      const stream = number % 10 === 0;
      const { statusCode, body } = await pool.request({
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json", ...(stream && { "x-session-id": "2" }) },
        body: JSON.stringify(chatBody(`Question ${number} of many.`, { stream })),
      });
      if (statusCode !== 200) throw new Error(`Request ${number} was answered with ${statusCode}.`);
      // An answer that has come whole says that it was left, too, and then nobody else listens.
      if (number % 100 === 0) body.on("error", leftOrThrow).destroy();
      else await body.text();
    };
    const sendAll = async (from: number, count: number): Promise<void> => {
      let next = from;
      const work = async (): Promise<void> => {
        while (next < from + count) await send(next++).catch(leftOrThrow);
      };
      await Promise.all(Array.from({ length: 32 }, work));
    };
    await sendAll(0, warmUp);
    const sizes = [await proxy.size()];
    const started = performance.now();
    for (let tenth = 0; tenth < 10; tenth++) {
      await sendAll(warmUp + (tenth * requests) / 10, requests / 10);
      sizes.push(await proxy.size());
    }
    return { requests, seconds: (performance.now() - started) / 1_000, sizes };
  } finally {
    await pool.destroy();
    await proxy.close();
    upstream.stop();
  }
}

function leftOrThrow(error: Error): void {
  if (error.name !== "AbortError") throw error;
}

/** The slope of the line through the values, a unit being one step between two of them. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rise = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return rise / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}
