import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, type Instance, loadConfig, openInstance } from "@infershield/instance";
import { type RunningProxy, startProxy } from "@infershield/proxy";
import type { Sandbox } from "@infershield/sandbox";

/** Everything the demo runs on this machine: a sandbox provider, a temporary home, and the real proxy between them. */
export interface DemoWorld {
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly instance: Instance;
  readonly proxy: RunningProxy;
  /** Stops everything and removes the temporary home. */
  close(): Promise<void>;
}

/** Name of the demo's provider. */
export const demoProvider = "sandbox";

/**
 * Starts the demo's servers on loopback; the person's own home is never touched.
 *
 * @param options.port - Port of the proxy; a free one when it is taken.
 * @throws ProxyError, HomeError
 */
export async function openDemoWorld(options: { readonly port: number }): Promise<DemoWorld> {
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
      flags: settingsFor(sandbox, options.port),
    });
    const instance = await openInstance(config, { create: true });
    closers.push(() => instance.close());
    const proxy = await startOnFreePort(config, instance);
    closers.push(() => proxy.close({ graceMs: 0 }));
    return { sandbox, config, instance, proxy, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function settingsFor(sandbox: Sandbox, port: number): Readonly<Record<string, unknown>> {
  return {
    port,
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

async function startOnFreePort(config: Config, instance: Instance): Promise<RunningProxy> {
  try {
    return await startProxy({ config, instance });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "PORT_IN_USE")) throw error;
    return await startProxy({ config: { ...config, port: 0 }, instance });
  }
}
