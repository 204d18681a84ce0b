import { chatBody } from "./harness.ts";
import { openSockets, startBenchUpstream, startLoadProxy, timed } from "./load-proxy.ts";

/** What connections cost that do nothing. */
export interface Idle {
  readonly grownBytes: number;
  /** Of a request while they are open. */
  readonly requestMs: number;
  /** Still open at the end. */
  readonly open: number;
}

/** Opens connections that ask once for the proxy's health and then stay, and serves one request beside them. */
export async function holdIdleConnections(count: number): Promise<Idle> {
  const upstream = await startBenchUpstream();
  const proxy = await startLoadProxy(upstream.url, { connections: count + 10 });
  try {
    const ask = async (): Promise<void> => {
      const response = await fetch(`${proxy.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chatBody("hello")),
      });
      await response.text();
      if (response.status !== 200) throw new Error(`The request was answered with ${response.status}.`);
    };
    for (let warm = 0; warm < 20; warm++) await ask();
    const before = await proxy.size();
    const health = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n\r\n`;
    const sockets = await openSockets(proxy.port, count, health);
    let open = sockets.length;
    for (const socket of sockets) socket.once("close", () => open--).resume();
    const after = await proxy.size();
    const requestMs = await timed(ask);
    for (const socket of sockets) socket.destroy();
    return { grownBytes: after.rssBytes - before.rssBytes, requestMs, open };
  } finally {
    await proxy.close();
    upstream.stop();
  }
}
