import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, openInstance } from "@infershield/instance";
import { embeddedScanner } from "@infershield/threat-client";
import { startProxy } from "../src/index.ts";
import { sizeOf } from "./load-proxy.ts";

// The proxy in a process of its own, with everything on: `load-child.ts UPSTREAM LIMITS`. It tells its address, then its size whenever it is
// asked. It needs --expose-gc: what is counted is what stays.

const [upstream = "", limits = "{}"] = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), "infershield-load-"));
const config = await loadConfig({
  env: {
    INFERSHIELD_HOME: join(home, "home"),
    OPENAI_API_KEY: "sk-load",
    INFERSHIELD_OPENAI_BASE_URL: `${upstream}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: upstream,
  },
  homedir: home,
  flags: { port: 0, adminPort: 0, log: { level: "silent" }, limits: JSON.parse(limits) },
});
const instance = await openInstance(config, { create: true });
// Findings are remembered up to a bound; a small one is reached before a test begins to count.
const scanner = embeddedScanner({ cacheBytes: 1_000_000 });
const proxy = await startProxy({ instance, scanner });

process.on("warning", (warning) => {
  // Such as one about too many listeners: whoever counts on this process learns of it by its end.
  console.error(warning);
  process.exit(70);
});

process.on("message", () => {
  globalThis.gc?.();
  if (process.connected) process.send?.(sizeOf(process));
});
process.once("disconnect", async () => {
  await proxy.close({ graceMs: 0 });
  await instance.close();
  await rm(home, { recursive: true, force: true });
  process.exit();
});
process.send?.({ port: proxy.port, url: proxy.url });
