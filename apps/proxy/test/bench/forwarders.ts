import { Agent, createServer, type OutgoingHttpHeaders, request, type Server } from "node:http";
import { serve } from "@hono/node-server";
import { listenOnLoopback } from "@infershield/testkit";
import { Hono } from "hono";
import { type Dispatcher, Pool } from "undici";

// Forwarders that look at nothing and record nothing. Each function returns the address of its server.

/** Longer than the rounds of the others take, so that connections last from round to round. */
export const keepAliveMs = 120_000;

/** The least that Node itself offers: pipe both ways. */
export function startPipe(upstream: string): Promise<string> {
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
  return listen(server);
}

/** The fastest client for Node, its answers written as they come. */
export function startDispatch(upstream: string): Promise<string> {
  const pool = new Pool(upstream);
  const server = createServer((incoming, outgoing) => {
    const { connection: _, ...headers } = incoming.headers;
    const options = { method: incoming.method as Dispatcher.HttpMethod, path: incoming.url ?? "/", headers };
    pool.dispatch(
      { ...options, body: incoming },
      {
        onRequestStart: () => {},
        onResponseStart: (_, status, answer) => {
          outgoing.writeHead(status, answer as OutgoingHttpHeaders);
        },
        onResponseData: (controller, chunk) => {
          if (outgoing.write(chunk)) return;
          controller.pause();
          outgoing.once("drain", () => controller.resume());
        },
        onResponseEnd: () => outgoing.end(),
        onResponseError: () => outgoing.destroy(),
      },
    );
  });
  return listen(server);
}

/** What most gateways are made of. */
export function startHono(upstream: string): Promise<string> {
  const app = new Hono();
  app.all("*", ({ req }) =>
    fetch(upstream + req.path, { method: req.method, headers: req.header(), body: req.raw.body, duplex: "half" }),
  );
  return new Promise((resolve) => {
    const options = {
      fetch: app.fetch,
      port: 0,
      hostname: "127.0.0.1",
      serverOptions: { keepAliveTimeout: keepAliveMs },
    };
    serve(options, ({ port }) => resolve(`http://127.0.0.1:${port}`));
  });
}

async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = keepAliveMs;
  return `http://127.0.0.1:${await listenOnLoopback(server)}`;
}
