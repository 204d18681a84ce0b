import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { listenOnLoopback } from "@infershield/testkit";
import { afterEach, expect, test, vi } from "vitest";
import { dropBody } from "./reply.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a dropped body that ends after its answer is answered once, also behind an answer that still runs", async () => {
  const server = createServer();
  const arrived: [IncomingMessage, ServerResponse][] = [];
  server.on("request", (incoming, outgoing) => arrived.push([incoming, outgoing]));
  const port = await listenOnLoopback(server);
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /batch HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    await vi.waitFor(() => expect(arrived).toHaveLength(2));
    const [, slow] = arrived[0] ?? [];
    const [incoming, outgoing] = arrived[1] ?? [];
    if (slow === undefined || incoming === undefined || outgoing === undefined) throw new Error("two requests came");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answers = vi.spyOn(outgoing, "writeHead");
    dropBody(incoming, outgoing);
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    expect(answers).toHaveBeenCalledTimes(1);
    const ended = once(incoming, "end");
    socket.write("b");
    await ended;
    slow.end();
    const received: string[] = [];
    for await (const piece of socket) received.push(String(piece));
    expect(received.join("")).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 204 /);
    expect(answers).toHaveBeenCalledTimes(1);
  } finally {
    socket.destroy();
    server.close();
  }
});
