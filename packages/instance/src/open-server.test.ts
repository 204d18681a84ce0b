import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestListener, Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { selfSignedCertificate } from "@infershield/testkit";
import { afterEach, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { answerRequests, listen, openServer } from "./open-server.ts";

const limits = { headersTimeoutMs: 200, keepAliveMs: 1_000, connections: 10 };
const anywhere = { host: "127.0.0.1", port: 0, setting: "--port" };
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function start(tls = {}, listener: RequestListener = () => {}): Promise<number> {
  const server = await openServer({ limits, tls }, { requestTimeoutMs: 1_000 });
  servers.push(server);
  answerRequests(server, listener);
  return listen(server, anywhere);
}

test("a connection that never begins its handshake is closed as one whose head does not come", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-tls-"));
  const { cert, key } = selfSignedCertificate(["localhost"]);
  const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await Promise.all([writeFile(tls.cert, cert), writeFile(tls.key, key)]);
  const socket = connect(await start(tls), "127.0.0.1").on("error", () => {});
  await once(socket.resume(), "close");
  expect(socket.readyState).toBe("closed");
  await rm(folder, { recursive: true });
});

test("a port that somebody has is told with what chooses another one", async () => {
  const port = await start();
  const server = await openServer({ limits, tls: {} }, { requestTimeoutMs: 1_000 });
  const error = await listen(server, { ...anywhere, port }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ code: "PORT_IN_USE", hint: expect.stringContaining("--port") });
});

test("leave to send a body is given at once, but never in the middle of an earlier answer", async () => {
  const asked = Promise.withResolvers<void>();
  const port = await start({}, (incoming, outgoing) => {
    if (incoming.url === "/last") asked.resolve();
    const slow = incoming.url === "/slow" ? asked.promise : Promise.resolve();
    if (incoming.url === "/slow") outgoing.writeHead(200, { "content-length": 4 }).write("so");
    void slow.then(() => outgoing.end(incoming.url === "/slow" ? "on" : "last"));
  });
  const socket = connect(port, "127.0.0.1");
  const ask = (path: string, more: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n${more}\r\n`;
  const waits = "Expect: 100-continue\r\n";
  socket.end(`${ask("/alone", waits)}x${ask("/slow", "")}x${ask("/last", `${waits}Connection: close\r\n`)}x`);
  const bodies = (await text(socket)).split(/HTTP\/1\.1 (?:100|200) [\s\S]*?\r\n\r\n/);
  expect(bodies).toEqual(["", "", "last", "soon", "last"]);
});
