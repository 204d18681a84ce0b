import type { Socket } from "node:net";
import { Pool } from "undici";
import { chatBody } from "./harness.ts";
import { openSockets, quantile, startBenchUpstream, startLoadProxy, timed } from "./load-proxy.ts";

/** How clients ended that send next to nothing. */
export interface SlowClients {
  /** When the last connection of each kind was closed, in milliseconds since it was opened. */
  readonly closedMs: Readonly<Record<"head" | "body" | "silent", number>>;
  /** Of honest requests, without and beside them. */
  readonly baselineP99Ms: number;
  readonly besideP99Ms: number;
}

/** Opens `each` connections of three kinds: a head that comes byte by byte, a body that does, and none of either. */
export async function sendSlowly(each: number): Promise<SlowClients> {
  const upstream = await startBenchUpstream();
  const proxy = await startLoadProxy(upstream.url, { requestsPerUser: 3 * each + 10 });
  const pool = new Pool(proxy.url, { connections: 4 });
  const honest = (): Promise<number> =>
    timed(async () => {
      const { statusCode, body } = await pool.request({
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chatBody("hello")),
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`An honest request was answered with ${statusCode}.`);
    });
  const measure = async (count: number): Promise<number> => {
    const times: number[] = [];
    for (let number = 0; number < count; number++) times.push(await honest());
    return quantile(times, 0.99);
  };
  try {
    await measure(500);
    const baselineP99Ms = await measure(1_000);
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n`;
    const opened = performance.now();
    const [heads, bodies, silent] = await Promise.all([
      openSockets(proxy.port, each, head),
      openSockets(proxy.port, each, `${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`),
      openSockets(proxy.port, each, ""),
    ]);
    const timer = setInterval(() => {
      for (const socket of heads) if (socket.writable) socket.write("x");
      for (const socket of bodies) if (socket.writable) socket.write(" ".repeat(100));
    }, 1_000);
    const closed = (sockets: readonly Socket[]): Promise<number> =>
      Promise.all(
        sockets.map(
          (socket) =>
            new Promise((resolve) =>
              socket
                .once("close", resolve)
                .on("end", () => socket.end())
                .resume(),
            ),
        ),
      ).then(() => performance.now() - opened);
    const ends = Promise.all([closed(heads), closed(bodies), closed(silent)]);
    const besideP99Ms = await measure(1_000);
    const [headMs, bodyMs, silentMs] = await ends;
    clearInterval(timer);
    return { closedMs: { head: headMs, body: bodyMs, silent: silentMs }, baselineP99Ms, besideP99Ms };
  } finally {
    await pool.destroy();
    await proxy.close();
    upstream.stop();
  }
}
