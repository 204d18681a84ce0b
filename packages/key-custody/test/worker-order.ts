import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Provider } from "@infershield/providers";
import { build } from "vite";
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

/** The folder with the worker in one file: loading that costs a third of loading the sources. */
let bundled: string | undefined;

/** Bundles the worker; to be awaited once before {@link runWorker}. @returns removes the bundle */
export async function bundleWorker(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "refresh-worker-"));
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, resolve: { conditions: ["@infershield/source", "node"] } },
    build: {
      ssr: true,
      target: "node22",
      outDir: folder,
      rolldownOptions: {
        input: join(import.meta.dirname, "refresh-worker.ts"),
        external: ["@napi-rs/keyring"],
        output: { entryFileNames: "[name].mjs" },
      },
    },
  });
  bundled = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function startWorker(): ChildProcessByStdio<Writable, Readable, Readable> {
  if (bundled === undefined) throw new Error("The worker is not bundled.");
  return spawn(process.execPath, [join(bundled, "refresh-worker.mjs")], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: join(bundled, "cache") },
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
