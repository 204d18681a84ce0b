import { createServer } from "node:http";
import { providerCatalog } from "@infershield/providers";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { expect, onTestFinished, test } from "vitest";
import { openTarget } from "./sink-target.ts";

/** A record as far as a collector's attributes need it. */
const record = {
  timestamp: 1_795_309_929,
  user_id: "alex",
  action: "chat_completions",
  risk_score: 0,
  blocked: false,
  request_id: "req_1",
  v: 1,
  ts: "2026-11-22T01:12:09.007Z",
  event: "request",
  phase: "outcome",
  tenant: "default",
  writer: "00112233aabbccdd",
  decision: "allow",
  seq: 1,
  prev: "",
  hash: "",
} as const;

test("a collector gets a provider's name of the conventions, and its own name where they have none", async () => {
  const bodies: string[] = [];
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    answer.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}/v1/logs`;
  onTestFinished(() => closeServer(server));
  const settings = { type: "otlp", name: "collector", url, header: "authorization" } as const;
  const providers = providerCatalog();
  const target = await openTarget(settings, { sinkSecrets: new Map() }, providers);
  const items = ["google", "openai", "gone"].map((provider) => ({ line: "{}", record: { ...record, provider } }));
  expect(await target.send(items, new AbortController().signal)).toBe("taken");
  const named = [...(bodies[0] ?? "").matchAll(/"gen_ai\.provider\.name","value":\{"stringValue":"([^"]+)"/g)];
  expect(named.map(([, name]) => name)).toEqual(["gcp.gemini", "openai", "gone"]);
});
