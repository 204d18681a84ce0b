import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

interface Ended {
  readonly how: string;
  readonly said: string;
}

function holdLock(cache: string, ...argv: readonly string[]): Promise<Ended> {
  const script = join(import.meta.dirname, "children", "hold-lock.ts");
  const child = spawn(process.execPath, ["--conditions=@infershield/source", script, ...argv], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: cache },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data) => {
    said += String(data);
  });
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ how: signal ?? String(code), said })));
}

/**
 * Lets some processes take the lock over and over while others die holding it, so that the living ones meet dead holders at the same
 * moment. Nobody may ever be inside together with another.
 */
export async function contend(workers: number, count: number, deaths: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  const cache = mkdtempSync(join(tmpdir(), "lock-cache-"));
  try {
    const living = Array.from({ length: workers }, () => holdLock(cache, folder, String(count)));
    for (let death = 0; death < deaths; death++) {
      expect((await holdLock(cache, folder, "3", "die")).how).toBe("SIGKILL");
    }
    expect(await Promise.all(living)).toEqual(living.map(() => ({ how: "0", said: "done\n" })));
    expect((await holdLock(cache, folder, "1")).said).toBe("done\n");
    expect(readdirSync(folder).filter((name) => name !== "marker" && !name.endsWith(".tmp"))).toEqual([]);
  } finally {
    for (const path of [folder, cache]) rmSync(path, { recursive: true, force: true });
  }
}
