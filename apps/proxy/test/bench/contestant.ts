import { mkdtemp, rm } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { loadConfig, openInstance } from "@infershield/instance";
import { Hono } from "hono";
import { startProxy } from "../../src/index.ts";

// One forwarder in a process of its own: `contestant.ts NAME UPSTREAM`. It tells its address, and its CPU time whenever it is asked.

const [name = "", upstream = ""] = process.argv.slice(2);

/** The whole security path: guard, scan, audit with a durable intent, credential, scanned answer. */
async function startInferShield(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "infershield-bench-"));
  process.once("exit", () => void rm(home, { recursive: true, force: true }));
  const config = await loadConfig({
    env: {
      INFERSHIELD_HOME: join(home, "home"),
      OPENAI_API_KEY: "sk-bench",
      INFERSHIELD_OPENAI_BASE_URL: `${upstream}/v1`,
      INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream,
    },
    homedir: home,
    flags: { port: 0, adminPort: 0, log: { level: "warn" }, limits: { requestsPerUser: 4_000 } },
  });
  const instance = await openInstance(config, { create: true });
  const { url } = await startProxy({ config, instance });
  return url;
}

/** The least a forwarder can do: pipe both ways, look at nothing. */
function startPipe(): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(upstream);
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = request({ agent, hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** What most gateways are made of. */
function startHono(): Promise<string> {
  const app = new Hono();
  app.all("*", ({ req }) =>
    fetch(upstream + req.path, { method: req.method, headers: req.header(), body: req.raw.body, duplex: "half" }),
  );
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
  });
}

function start(): Promise<string> {
  switch (name) {
    case "infershield":
      return startInferShield();
    case "node:http":
      return startPipe();
    case "hono + fetch":
      return startHono();
    default:
      throw new Error(`There is no contestant called ${name}.`);
  }
}

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.once("disconnect", () => process.exit());
process.send?.({ url: await start() });
