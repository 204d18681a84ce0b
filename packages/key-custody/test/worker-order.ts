import { type ChildProcessByStdio, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Provider } from "@infershield/providers";
import type { Moment } from "./mortal-store.ts";

/** What a worker process does. */
export interface WorkerOrder {
  readonly homePath: string;
  readonly issuer: string;
  /** What differs from the usual test provider. */
  readonly provider?: Partial<Provider>;
  readonly rounds: number;
  /** Requests at once in each round. */
  readonly parallel: number;
  /** Report each credential as refused by the API, which forces a refresh. */
  readonly refuse?: boolean;
  readonly dieAt?: Moment;
}

export interface WorkerReport {
  readonly values: readonly string[];
  /** Codes. */
  readonly failures: readonly string[];
  readonly state?: string;
}

/** Compiled modules are shared by all workers, also of later runs: a start costs a third. */
const compileCache = join(tmpdir(), "infershield-compile-cache");

function startWorker(): ChildProcessByStdio<Writable, Readable, Readable> {
  const script = fileURLToPath(new URL("./refresh-worker.ts", import.meta.url));
  return spawn(process.execPath, ["--conditions=@infershield/source", script], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compileCache },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Workers that have loaded their modules and wait for an order. */
const ready: ReturnType<typeof startWorker>[] = [];

/** Starts workers for later, beside what is going on now. */
export function prepareWorkers(count: number): void {
  for (let index = 0; index < count; index++) ready.push(startWorker());
}

/** Lets those go that got no order. */
export function dismissWorkers(): void {
  for (const worker of ready.splice(0)) worker.stdin.end();
}

/** Runs a worker in a process of its own. @returns its report, or the signal that ended it */
export function runWorker(order: WorkerOrder): Promise<WorkerReport | { readonly signal: string }> {
  const child = ready.shift() ?? startWorker();
  const output: Buffer[] = [];
  const problems: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => problems.push(chunk));
  child.stdin.end(JSON.stringify(order));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (signal !== null) resolve({ signal });
      else if (code === 0) resolve(JSON.parse(Buffer.concat(output).toString("utf8")));
      else reject(new Error(`worker ended with ${code}: ${Buffer.concat(problems).toString("utf8")}`));
    });
  });
}
