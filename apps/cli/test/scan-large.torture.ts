import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCli } from "./run-cli.ts";

const secret = "AKIA2OGYBAH6STMMNXNN";
const line = '  const value = await load("item", { retries: 3, timeout: 30_000 }); // in order\n';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-large-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of so many MB with a secret in each. */
async function sow(megabytes: number): Promise<string> {
  const path = join(folder, `${megabytes}.txt`);
  const file = await open(path, "w");
  const block = line.repeat(Math.ceil(1_000_000 / line.length)).slice(0, 1_000_000 - secret.length - 2);
  for (let at = 0; at < megabytes; at += 1) await file.write(`${block}\n${secret}\n`);
  await file.close();
  return path;
}

/** What the scan of a file takes; memory in MB, the most it ever held (Linux). */
async function measure(
  path: string,
): Promise<{ readonly found: number; readonly memoryMb: number; readonly seconds: number }> {
  const startMs = performance.now();
  const child = startCli(["scan", "--json", path], { HOME: folder });
  let memoryMb = 0;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    memoryMb = Math.max(memoryMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
  }, 50);
  const [stdout] = await Promise.all([text(child.stdout), once(child, "close")]);
  clearInterval(watch);
  const { findings }: { findings: readonly unknown[] } = JSON.parse(stdout);
  return { found: findings.length, memoryMb: Math.round(memoryMb), seconds: (performance.now() - startMs) / 1_000 };
}

test("a file of 100 MB is scanned in the memory of a small one, with nothing missed", async () => {
  for (const megabytes of [10, 50, 99]) {
    const seen = await measure(await sow(megabytes));
    console.log(`${megabytes} MB: ${JSON.stringify(seen)}`);
    expect(seen.found).toBe(megabytes);
    expect(seen.memoryMb).toBeLessThan(400);
  }
}, 600_000);
