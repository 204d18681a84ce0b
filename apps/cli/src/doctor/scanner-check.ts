import { defaultTenant } from "@infershield/core";
import type { Config } from "@infershield/instance";
import { remoteScanner } from "@infershield/threat-client";
import { type Check, look, ok, warning } from "./check.ts";

const name = "detectors";

/** Asks the detection service for a scan of nothing, as the proxy does; without one the detectors are at hand. */
export async function checkScanner({ firewallEndpoint, firewallToken, limits }: Config): Promise<Check> {
  if (firewallEndpoint === undefined) return ok(name, "run inside the proxy");
  return await look(name, async () => {
    const scanner = remoteScanner({
      endpoint: firewallEndpoint,
      timeoutMs: limits.scanMs,
      ...(firewallToken && { token: firewallToken }),
    });
    await scanner.scan([], { tenant: defaultTenant });
    const { host } = new URL(firewallEndpoint);
    return scanner.version === "api/analyze"
      ? warning(
          name,
          `The service at ${host} knows only /api/analyze: what would be redacted is blocked.`,
          "Run this version's service there: infershield firewall start",
        )
      : ok(name, `${host} answers, version ${scanner.version}`);
  });
}
