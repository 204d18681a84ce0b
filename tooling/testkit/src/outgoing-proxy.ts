import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { listenOnLoopback } from "./loopback.ts";
import type { SelfSignedCertificate } from "./self-signed-certificate.ts";

/** A company's way out that leads every https host to one server on this machine. */
export interface FakeOutgoingProxy {
  /** For `HTTPS_PROXY`. */
  readonly url: string;
  /** `host:port` of every connection that was asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** @param target - Origin of a plain http server that answers for all hosts; TLS ends here, under the given certificate. */
export async function startFakeOutgoingProxy(
  target: string,
  certificate: SelfSignedCertificate,
): Promise<FakeOutgoingProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("connect", (request, socket: Socket) => {
    asked.push(request.url ?? "");
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const client = new TLSSocket(socket, { isServer: true, ...certificate });
    const upstream = connect(Number(new URL(target).port), "127.0.0.1");
    for (const side of [client, upstream]) side.once("error", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A tunnel is none of the server's connections any more.
        for (const socket of sockets) socket.destroy();
      }),
  };
}
