import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listenOnLoopback } from "@infershield/testkit";

const packageName = "@portkey-ai/gateway";
const version = "1.15.2";
/** Ignored by git; the gateway is nothing that InferShield depends on. */
const folder = join(import.meta.dirname, "../../../../.bench/portkey", version);
const program = join(folder, "node_modules", packageName, "build/start-server.js");

/** Headers that tell the gateway where to forward to. */
export function portkeyHeaders(upstream: string): Readonly<Record<string, string>> {
  return {
    authorization: "Bearer sk-bench",
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": `${upstream}/v1`,
  };
}

/** Installs the gateway from npm when it is not there. @returns false when it cannot be had */
export function installPortkey(): boolean {
  if (existsSync(program)) return true;
  mkdirSync(folder, { recursive: true });
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  spawnSync("npm", ["install", "--prefix", folder, ...options, `${packageName}@${version}`], { stdio: "ignore" });
  return existsSync(program);
}

/** Runs the gateway in this process, as its command does. @returns its address */
export async function startPortkey(): Promise<string> {
  const port = await freePort();
  process.argv.push(`--port=${port}`, "--headless");
  await import(pathToFileURL(program).href);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port that nobody has at this moment: the gateway and nginx take a number only. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
