import { spawn } from "node:child_process";
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

/** Runs a worker in a process of its own. @returns its report, or the signal that ended it */
export function runWorker(order: WorkerOrder): Promise<WorkerReport | { readonly signal: string }> {
  const script = fileURLToPath(new URL("./refresh-worker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@infershield/source", script, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const problems: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => problems.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (signal !== null) resolve({ signal });
      else if (code === 0) resolve(JSON.parse(Buffer.concat(output).toString("utf8")));
      else reject(new Error(`worker ended with ${code}: ${Buffer.concat(problems).toString("utf8")}`));
    });
  });
}
