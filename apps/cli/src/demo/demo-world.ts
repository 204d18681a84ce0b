import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, ConfigError, type Instance, loadConfig, openInstance } from "@infershield/instance";
import { type RunningProxy, startProxy } from "@infershield/proxy";
import type { Sandbox } from "@infershield/sandbox";

/** Everything the demo runs on this machine: a sandbox provider, a temporary home, and the real proxy in front of them. */
export interface DemoWorld {
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly instance: Instance;
  /** Starts the proxy, on a free port when the wanted one is taken; `close` stops it. */
  startProxy(port: number): Promise<RunningProxy>;
  /** Stops everything and removes the temporary home. */
  close(): Promise<void>;
}

/** Name of the demo's provider. */
export const demoProvider = "sandbox";

/**
 * Starts the sandbox on loopback and opens a temporary home; the person's own home is never touched.
 *
 * @throws HomeError
 */
export async function openDemoWorld(): Promise<DemoWorld> {
  const { startSandbox } = await import("@infershield/sandbox");
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    const home = await mkdtemp(join(tmpdir(), "infershield-demo-"));
    closers.push(() => rm(home, { recursive: true, force: true }));
    const sandbox = await startSandbox();
    closers.push(() => sandbox.close());
    const config = await loadConfig({
      env: { INFERSHIELD_HOME: home },
      homedir: home,
      flags: settingsFor(sandbox),
    });
    const instance = await openInstance(config, { create: true });
    closers.push(() => instance.close());
    return {
      sandbox,
      config,
      instance,
      startProxy: async (port) => {
        const proxy = await startOnFreePort(instance, port);
        closers.push(() => proxy.close({ graceMs: 0 }));
        return proxy;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function settingsFor(sandbox: Sandbox): Readonly<Record<string, unknown>> {
  return {
    log: { level: "silent" },
    defaults: { openai: demoProvider },
    allowPrivateUpstream: [new URL(sandbox.apiBaseUrl).origin],
    providers: {
      [demoProvider]: {
        issuer: sandbox.issuer,
        clientId: sandbox.clientId,
        baseUrl: sandbox.apiBaseUrl,
        scopes: sandbox.scopes,
      },
    },
  };
}

async function startOnFreePort(instance: Instance, port: number): Promise<RunningProxy> {
  const on = (wanted: number): Promise<RunningProxy> =>
    startProxy({ instance: { ...instance, config: { ...instance.config, port: wanted } } });
  try {
    return await on(port);
  } catch (error) {
    if (!(error instanceof ConfigError && error.code === "PORT_IN_USE")) throw error;
    return await on(0);
  }
}
