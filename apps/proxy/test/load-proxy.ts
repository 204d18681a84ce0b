import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { startTestProxy } from "./harness.ts";

/** What a process holds after its garbage was collected. */
export interface Size {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Buffers outside the heap. */
  readonly bufferBytes: number;
  /** Open files and connections; 0 where the system does not tell. */
  readonly descriptors: number;
  readonly timers: number;
}

/** A proxy in a process of its own. */
export interface LoadProxy {
  readonly port: number;
  readonly url: string;
  size(): Promise<Size>;
  close(): Promise<void>;
}

/** Starts a proxy in front of an upstream on loopback, without a token, with an environment key. */
export type StartLoadProxy = (upstream: string, limits: Readonly<Record<string, number>>) => Promise<LoadProxy>;

/** Starts it in a process of its own, as the long tests need it. */
export const startLoadProxy: StartLoadProxy = (upstream, limits) => startLoadProcess(upstream, limits, []);

/**
 * The same with a young generation of 8 MB. V8 takes the usual one's memory bit by bit, some 5 MB for 100,000 requests, for longer than a
 * test can wait: what a request leaves behind is seen beside a small one.
 */
export const startSmallLoadProxy: StartLoadProxy = (upstream, limits) =>
  startLoadProcess(upstream, limits, ["--max-semi-space-size=8"]);

async function startLoadProcess(
  upstream: string,
  limits: Readonly<Record<string, number>>,
  flags: readonly string[],
): Promise<LoadProxy> {
  const child = fork(join(import.meta.dirname, "load-child.ts"), [upstream, JSON.stringify(limits)], {
    execArgv: ["--conditions=@infershield/source", "--expose-gc", ...flags],
  });
  const next = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      const ended = (status: number | null): void => reject(new Error(`The proxy ended with ${status}.`));
      child.once("exit", ended).once("message", (message) => {
        child.off("exit", ended);
        resolve(message as Message);
      });
    });
  const { port, url } = await next<{ readonly port: number; readonly url: string }>();
  return {
    port,
    url,
    size: () => {
      child.send("size");
      return next<Size>();
    },
    close: async () => {
      const closed = once(child, "exit");
      child.disconnect();
      await closed;
    },
  };
}

/** Starts it in this process, for a test that must be quick and looks at counts alone. */
export const startNearProxy: StartLoadProxy = async (upstream, limits) => {
  const { port, url, close } = await startTestProxy({
    flags: { limits },
    allowPrivate: [upstream],
    env: { INFERSHIELD_OPENAI_BASE_URL: `${upstream}/v1` },
  });
  return { port, url, close, size: () => Promise.resolve(sizeOf(process)) };
};

/** What a process holds at this moment. */
export function sizeOf({ memoryUsage, getActiveResourcesInfo, platform }: NodeJS.Process): Size {
  const { rss, heapUsed, arrayBuffers } = memoryUsage();
  const timers = getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const descriptors = platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
  return { rssBytes: rss, heapBytes: heapUsed, bufferBytes: arrayBuffers, descriptors, timers };
}

/** Starts a module of `bench/` that tells its address; ends with `stop`. */
export async function startBenchUpstream(): Promise<{ readonly url: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, "bench/upstream.ts"));
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  return { url, stop: () => void child.disconnect() };
}

/** Opens connections, a few hundred at a time, and sends the same bytes on each. Nothing is read. */
export async function openSockets(port: number, count: number, bytes: string): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(250, count - sockets.length) }, () => openSocket(port, bytes));
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

function openSocket(port: number, bytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      // Whoever waits for it listens himself; nobody else may fail with it.
      socket.off("error", reject).on("error", () => {});
      resolve(socket.pause());
    });
    socket.once("error", reject);
  });
}

/** A request with a JSON body as it stands on the wire. */
export function requestBytes(port: number, body: object): string {
  const json = JSON.stringify(body);
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

/** The value below which this part of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

/** Milliseconds that a piece of work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
