import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeUpstream, startFakeUpstream } from "@infershield/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nextEvent, readEvents, runCli, startCli } from "./run-cli.ts";

// The built command line, ended as an operating system ends it.

let home: string;
let upstream: FakeUpstream;
let env: Record<string, string>;
let proxy: ChildProcessWithoutNullStreams;
let url: string;
/** How long the first start took; it made the home, too. */
let startMs: number;

const event = 'data: {"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n';
const last = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const headers = { "content-type": "text/event-stream" };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-shutdown-"));
  upstream = await startFakeUpstream();
  upstream.always(({ body }) =>
    body.includes("goes on")
      ? { headers, steps: [event, "hang"] }
      : { headers, steps: [event, { waitMs: 5_000 }, event, last] },
  );
  env = {
    HOME: home,
    INFERSHIELD_HOME: join(home, "home"),
    INFERSHIELD_LOG_LEVEL: "silent",
    INFERSHIELD_ADMIN_PORT: "0",
    OPENAI_API_KEY: "sk-shutdown",
    INFERSHIELD_OPENAI_BASE_URL: `${upstream.origin}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream.origin,
  };
  startMs = await start();
});

afterEach(async () => {
  proxy.kill("SIGKILL");
  await upstream.close();
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<number> {
  const started = performance.now();
  proxy = startCli(["proxy", "start", "--port", "0", "--json"], env);
  url = String((await nextEvent(readEvents(proxy), "listening"))["url"]);
  return performance.now() - started;
}

/** Asks for a stream; resolves when it has begun. */
async function ask(content: string): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content }] }),
  });
}

/** @returns exit status and milliseconds */
async function end(...signals: readonly NodeJS.Signals[]): Promise<{ status: number | null; ms: number }> {
  const closed = once(proxy, "close");
  const started = performance.now();
  for (const signal of signals) {
    proxy.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const [status] = await closed;
  return { status, ms: performance.now() - started };
}

describe("proxy start", () => {
  it("lets 100 streams end after SIGTERM, cuts what is left after 30 s, records all of it and exits 0", async () => {
    const short = await Promise.all(Array.from({ length: 50 }, (_, number) => ask(`It ends. ${number}`)));
    const long = await Promise.all(Array.from({ length: 50 }, (_, number) => ask(`It goes on. ${number}`)));
    const texts = Promise.all([...short, ...long].map((response) => response.text()));
    const ending = end("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expect(ask("Too late.")).rejects.toThrow();
    const { status, ms } = await ending;
    console.info(`SIGTERM with 100 streams: exit ${status} after ${ms.toFixed(0)} ms`);
    const all = await texts;
    expect(all.slice(0, 50).filter((text) => text.endsWith("data: [DONE]\n\n"))).toHaveLength(50);
    expect(all.slice(50).filter((text) => text.includes('"code":"shutting_down"'))).toHaveLength(50);
    expect(all.slice(50).filter((text) => text.includes("[DONE]"))).toHaveLength(0);
    expect(status).toBe(0);
    expect(ms).toBeGreaterThan(29_000);
    expect(ms).toBeLessThan(35_000);
    const { stdout } = await runCli(["audit", "export", "--format", "jsonl"], env);
    const records = stdout.split("\n").filter((line) => line.includes('"phase":"outcome"'));
    expect(records.filter((line) => line.includes('"outcome":"completed"'))).toHaveLength(50);
    expect(records.filter((line) => line.includes('"reason":"shutdown"'))).toHaveLength(50);
    expect((await runCli(["audit", "verify"], env)).code).toBe(0);
  });

  it("exits at once at the second signal", async () => {
    const [stream] = await Promise.all([ask("It goes on.")]);
    const { status, ms } = await end("SIGTERM", "SIGTERM");
    await stream.text().catch(() => undefined);
    expect(status).toBe(1);
    expect(ms).toBeLessThan(1_500);
  });

  it("is ready again after SIGKILL as soon as at its first start, and the audit log verifies", async () => {
    const stream = await ask("It goes on.");
    await end("SIGKILL");
    await stream.text().catch(() => undefined);
    const ms = await start();
    console.info(`ready ${ms.toFixed(0)} ms after SIGKILL; the first start took ${startMs.toFixed(0)} ms`);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect(ms).toBeLessThan(startMs + 1_000);
    await end("SIGTERM");
    expect((await runCli(["audit", "verify"], env)).code).toBe(0);
  });
});
