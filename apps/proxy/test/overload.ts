import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { Pool } from "undici";
import { chatBody } from "./harness.ts";
import { type StartLoadProxy, startLoadProxy, timed } from "./load-proxy.ts";

/** What came of more requests than a proxy may serve. */
export interface Overload {
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly refusedMs: readonly number[];
  readonly servedMs: readonly number[];
  /** The most requests that the upstream had at the same time. */
  readonly mostAtOnce: number;
  /** Requests that reached the upstream with the secret that each carried. */
  readonly unscanned: number;
  /** From the end of the overload until a request was served. */
  readonly recoveredMs: number;
}

const secret = "AKIAQ3EGRL7ZWXN5T2VB";
const answer = JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: "ok" } }] });

/** Keeps `factor` times as many requests going as `capacity` allows, for a while, at an upstream that takes its time. */
export async function overload(options: {
  readonly capacity: number;
  readonly factor: number;
  readonly requests: number;
  readonly upstreamMs: number;
  readonly start?: StartLoadProxy;
}): Promise<Overload> {
  const { capacity, factor, requests, upstreamMs, start = startLoadProxy } = options;
  let atOnce = 0;
  let mostAtOnce = 0;
  let unscanned = 0;
  const upstream = createServer((incoming, outgoing) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      if (Buffer.concat(chunks).includes(secret)) unscanned += 1;
      setTimeout(() => {
        atOnce -= 1;
        outgoing.writeHead(200, { "content-type": "application/json" }).end(answer);
      }, upstreamMs);
    });
  });
  const port = await listenOnLoopback(upstream);
  const proxy = await start(`http://127.0.0.1:${port}`, {
    requestsTotal: capacity,
    requestsPerUser: capacity,
  });
  const pool = new Pool(proxy.url, { connections: capacity * factor });
  const statuses: Record<number, number> = {};
  const refusedMs: number[] = [];
  const servedMs: number[] = [];
  const ask = async (): Promise<number> => {
    let status = 0;
    const ms = await timed(async () => {
      const { statusCode, body } = await pool.request({
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chatBody(`Is ${secret} valid?`)),
      });
      await body.dump();
      status = statusCode;
    });
    (status === 200 ? servedMs : refusedMs).push(ms);
    statuses[status] = (statuses[status] ?? 0) + 1;
    return status;
  };
  try {
    await ask();
    let left = requests;
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await ask();
      }
    };
    await Promise.all(Array.from({ length: capacity * factor }, work));
    const recoveredMs = await timed(async () => {
      while ((await ask()) !== 200);
    });
    return { statuses, refusedMs, servedMs, mostAtOnce, unscanned, recoveredMs };
  } finally {
    await pool.destroy();
    await proxy.close();
    await closeServer(upstream);
  }
}
