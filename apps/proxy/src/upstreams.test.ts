import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { expect, test } from "vitest";
import { forward } from "./forward.ts";
import { ProxyError } from "./proxy-error.ts";
import { createUpstreams } from "./upstreams.ts";

const limits = { upstreamConnectMs: 5_000, upstreamHeadersMs: 5_000, streamIdleMs: 5_000 };

test("where the way out is a proxy, it is asked for the provider by name", async () => {
  const asked: (string | undefined)[] = [];
  const wayOut = createServer().on("connect", ({ url }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  const port = await listenOnLoopback(wayOut);
  const upstreams = createUpstreams({ limits, egress: { httpsProxy: `http://127.0.0.1:${port}` } });
  const origin = "https://provider.example";
  const request = { method: "GET", origin, target: "/v1/models", headers: {} } as const;
  const answer = forward(upstreams.pool({}, origin), request, new AbortController().signal);
  await expect(answer).rejects.toThrow(expect.objectContaining({ constructor: ProxyError, code: "UPSTREAM_ERROR" }));
  expect(asked).toEqual(["provider.example:443"]);
  await upstreams.close();
  await closeServer(wayOut);
});
