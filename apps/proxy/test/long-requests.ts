import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { chatBody } from "./harness.ts";
import { openSockets, requestBytes, startLoadProxy } from "./load-proxy.ts";

/** What stays of requests that wait for their answers, or whose answers go on. */
export interface Kept {
  readonly requestBytes: number;
  /** Of the heap, for each. */
  readonly heapBytes: number;
  /** Outside the heap, for each: the body, until the provider has answered. */
  readonly bufferBytes: number;
}

const first = 'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}]}\n\n';

/** Sends long requests, whose answers begin and do not end, or never begin. */
export async function keepWaiting(
  streams: number,
  { turns, answered, tools = [] }: { readonly turns: number; readonly answered: boolean; readonly tools?: object[] },
): Promise<Kept> {
  let begun = 0;
  const upstream = createServer((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      begun += 1;
      if (answered) outgoing.writeHead(200, { "content-type": "text/event-stream" }).write(first);
    });
  });
  const port = await listenOnLoopback(upstream);
  const proxy = await startLoadProxy(`http://127.0.0.1:${port}`, { requestsPerUser: streams + 10 });
  const messages = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? "user" : "assistant",
    content: `${turn} ${"Some words of a conversation that goes on. ".repeat(55)}`,
  }));
  const bytes = requestBytes(proxy.port, { ...chatBody("", { tools }), stream: true, messages });
  try {
    const before = await proxy.size();
    const sockets = await openSockets(proxy.port, streams, bytes);
    while (begun < streams) await new Promise((resolve) => setTimeout(resolve, 100));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const after = await proxy.size();
    for (const socket of sockets) socket.destroy();
    return {
      requestBytes: bytes.length,
      heapBytes: (after.heapBytes - before.heapBytes) / streams,
      bufferBytes: (after.bufferBytes - before.bufferBytes) / streams,
    };
  } finally {
    await proxy.close();
    await closeServer(upstream);
  }
}
