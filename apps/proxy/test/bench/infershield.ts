import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, openInstance } from "@infershield/instance";
import { startProxy } from "../../src/index.ts";
import { keepAliveMs } from "./forwarders.ts";

/**
 * The whole security path: guard, scan, audit with a durable intent, credential, scanned answer.
 *
 * @returns its address
 */
export async function startInferShield(upstream: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "infershield-bench-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  const config = await loadConfig({
    env: {
      INFERSHIELD_HOME: join(home, "home"),
      OPENAI_API_KEY: "sk-bench",
      INFERSHIELD_OPENAI_BASE_URL: `${upstream}/v1`,
      INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream,
    },
    homedir: home,
    flags: { port: 0, adminPort: 0, log: { level: "warn" }, limits: { requestsPerUser: 4_000, keepAliveMs } },
  });
  const instance = await openInstance(config, { create: true });
  const { url } = await startProxy({ instance });
  return url;
}
