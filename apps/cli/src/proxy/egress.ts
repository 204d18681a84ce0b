import type { Egress } from "@infershield/proxy";

/** The company's way out, as every program reads it. */
export function egressOf(env: NodeJS.ProcessEnv): Egress | undefined {
  const httpsProxy = env["HTTPS_PROXY"] || env["https_proxy"];
  const noProxy = env["NO_PROXY"] || env["no_proxy"];
  return httpsProxy ? { httpsProxy, ...(noProxy && { noProxy }) } : undefined;
}
