import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { chatBody } from "./harness.ts";
import { openSockets, requestBytes, startLoadProxy } from "./load-proxy.ts";

/** What streams cost whose clients do not read. */
export interface Unread {
  readonly grownBytes: number;
  /** What the upstream could write of all it had. */
  readonly writtenBytes: number;
  readonly offeredBytes: number;
  /** Of those that were read in the end, how many came whole. */
  readonly wholeStreams: number;
}

const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "some words ".repeat(900) }, finish_reason: null }] })}\n\n`;
const last = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** Lets clients ask for streams of `streamBytes` each and read nothing; then some of them read on. */
export async function leaveUnread(
  streams: number,
  { streamBytes, readInTheEnd }: { readonly streamBytes: number; readonly readInTheEnd: number },
): Promise<Unread> {
  const events = Math.ceil(streamBytes / event.length);
  let writtenBytes = 0;
  const upstream = createServer((incoming, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/event-stream" });
    let left = events;
    const write = (): void => {
      while (left > 0) {
        left -= 1;
        writtenBytes += event.length;
        if (!outgoing.write(event)) {
          outgoing.once("drain", write);
          return;
        }
      }
      outgoing.end(last);
    };
    incoming.resume().on("end", write);
  });
  const port = await listenOnLoopback(upstream);
  const proxy = await startLoadProxy(`http://127.0.0.1:${port}`, { requestsPerUser: streams + 10 });
  try {
    const before = await proxy.size();
    const sockets = await openSockets(proxy.port, streams, requestBytes(proxy.port, chatBody("hi", { stream: true })));
    for (let seen = -1; seen !== writtenBytes; ) {
      seen = writtenBytes;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const unread = { writtenBytes, grownBytes: (await proxy.size()).rssBytes - before.rssBytes };
    const texts = await Promise.all(
      sockets.slice(0, readInTheEnd).map(
        (socket) =>
          new Promise<boolean>((resolve) => {
            let received = 0;
            socket.on("data", (bytes: Buffer) => {
              received += bytes.length;
              if (bytes.includes("[DONE]")) resolve(received > events * event.length);
            });
            socket.once("close", () => resolve(false)).resume();
          }),
      ),
    );
    for (const socket of sockets) socket.destroy();
    return { ...unread, offeredBytes: streams * events * event.length, wholeStreams: texts.filter(Boolean).length };
  } finally {
    await proxy.close();
    await closeServer(upstream);
  }
}
