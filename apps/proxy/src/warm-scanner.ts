import { defaultTenant, type PromptRole } from "@infershield/core";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Ticker } from "./ticker.ts";

/** One of each kind of role that has tables of its own; the first is the one from which most is shared. */
const roles: readonly PromptRole[] = ["assistant", "tool_result", "user"];

/**
 * Has the detectors build their tables while nobody waits: one short text a beat. The first request would wait some 100 ms for it.
 *
 * @param scanner - It tells of its failures itself.
 */
export function warmScanner(scanner: Pick<ThreatScanner, "scan">, ticker: Pick<Ticker, "watch">): void {
  const left = [...roles];
  const stop = ticker.watch(() => {
    const role = left.shift();
    if (role !== undefined)
      scanner.scan([{ role, path: "", text: "Hello." }], { tenant: defaultTenant }).catch(() => undefined);
    if (left.length === 0) stop();
  });
}
