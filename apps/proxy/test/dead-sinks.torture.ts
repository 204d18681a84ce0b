import { createServer } from "node:net";
import { listenOnLoopback } from "@infershield/testkit";
import { expect, onTestFinished, test } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";

const rounds = 10;
const requestsARound = 200;

test("requests beside sinks that accept and never read take no longer than without any", async () => {
  const port = await startSilence();
  const sinks = [
    { type: "webhook", name: "hook", url: `http://127.0.0.1:${port}/` },
    { type: "syslog", name: "siem", host: "127.0.0.1", port, tls: false },
  ];
  const without = await startTestProxy({ hurry: 20 });
  const beside = await startTestProxy({ hurry: 20, flags: { port: 0, adminPort: 0, audit: { sinks } } });
  onTestFinished(async () => {
    await without.close();
    await beside.close();
  });
  const found = { without: [] as number[], beside: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    found.without.push(...(await waits(without, requestsARound)));
    found.beside.push(...(await waits(beside, requestsARound)));
  }
  const metrics = await (await fetch(`${beside.proxy.adminUrl}/metrics`)).text();
  const metric = (name: string): number => Number(new RegExp(`^${name}{sink="hook"} (\\d+)$`, "m").exec(metrics)?.[1]);
  const [lag, dropped] = [
    metric("infershield_audit_sink_lag_records"),
    metric("infershield_audit_sink_dropped_records"),
  ];
  const ms = (part: number): string =>
    `${at(found.without, part).toFixed(1)} ms without sinks, ${at(found.beside, part).toFixed(1)} beside dead ones`;
  console.log(
    `${rounds * requestsARound} requests each, in turns: p50 ${ms(0.5)}; p99 ${ms(0.99)}; lag ${lag} records, ${dropped} dropped`,
  );
  expect(await (await fetch(`${beside.url}/ready`)).json()).toMatchObject({ status: "ready" });
  // As of the last attempt to deliver.
  expect(lag).toBeGreaterThan(0);
  expect(dropped).toBe(0);
  expect(at(found.beside, 0.99)).toBeLessThan(2 * at(found.without, 0.99) + 5);
});

/** A listener that accepts and never reads a byte. */
async function startSilence(): Promise<number> {
  const server = createServer((socket) => {
    socket.pause().on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
  });
  const port = await listenOnLoopback(server);
  onTestFinished(() => void server.close());
  return port;
}

async function waits(proxy: TestProxy, count: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) {
    const before = performance.now();
    const response = await proxy.chat(chatBody("hi"));
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    found.push(performance.now() - before);
  }
  return found;
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * part)] ?? 0;
}
