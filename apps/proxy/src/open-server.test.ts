import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selfSignedCertificate } from "@infershield/testkit";
import { expect, test } from "vitest";
import { closeServer, listen } from "./listen.ts";
import { openServer } from "./open-server.ts";

test("a connection that never begins its handshake is closed as one whose head does not come", async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-tls-"));
  const { cert, key } = selfSignedCertificate(["localhost"]);
  const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await Promise.all([writeFile(tls.cert, cert), writeFile(tls.key, key)]);
  const limits = { headersTimeoutMs: 200, keepAliveMs: 1_000, connections: 10 };
  const server = await openServer({ limits, tls });
  const port = await listen(server, { host: "127.0.0.1", port: 0, setting: "--port" });
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket.resume(), "close");
  expect(socket.readyState).toBe("closed");
  await closeServer(server);
  await rm(folder, { recursive: true });
});
