import { loadConfig, openInstance } from "@infershield/instance";
import { startProxy } from "@infershield/proxy";

/** Serves the home that the environment names, such as `process.env`, at `url` until it is closed. */
export async function serve(
  env: Record<string, string | undefined>,
  homedir: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const config = await loadConfig({ env, homedir });
  const instance = await openInstance(config, { create: true });
  const proxy = await startProxy({ instance });
  return {
    url: proxy.url,
    close: async () => {
      await proxy.close({ graceMs: 30_000 });
      await instance.close();
    },
  };
}
