import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process of the tests that waits for its order. */
export interface Child {
  /** Tells it to begin. */
  begin(...words: readonly string[]): void;
  /** Resolves when it has said a line that begins like this. @throws Error when it ends before */
  said(beginning: string): Promise<string>;
  readonly lines: readonly string[];
  /** Resolves with the signal or exit code. */
  readonly end: Promise<string>;
  kill(): void;
}

/** Loading the sources takes most of a second; what was compiled once is used again. */
const compiled = join(import.meta.dirname, "../node_modules/.cache/children");

/** Starts a script of `children/` from its source. */
export function startChild(script: string): Child {
  const path = join(import.meta.dirname, "children", script);
  const child = spawn(process.execPath, ["--conditions=@infershield/source", path], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const end = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  child.on("close", (code, signal) => end.resolve(signal ?? String(code)));
  return {
    lines,
    end: end.promise,
    begin: (...words) => child.stdin.end(`${words.join(" ")}\n`),
    kill: () => child.kill("SIGKILL"),
    said: (beginning) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => line.startsWith(beginning));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void end.promise.then((how) => reject(new Error(`The child ended with ${how} before it said "${beginning}".`)));
      }),
  };
}
