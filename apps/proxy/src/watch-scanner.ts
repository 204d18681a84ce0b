import { defaultTenant, InferShieldError } from "@infershield/core";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import type { Ticker } from "./ticker.ts";

/** How often a scanner that failed is asked whether it is back. */
const probeMs = 5_000;

/**
 * The scanner as it is, telling `/ready` and the metrics whether its last scan worked. After a failure it is asked again and again:
 * whoever heeds `/ready` sends no request that would find out.
 *
 * @param options.isRemote - it may be down from the start, so it is asked at once
 */
export function watchScanner(
  scanner: ThreatScanner,
  options: {
    readonly readiness: Readiness;
    readonly metrics: Pick<Metrics, "scanFailure">;
    readonly ticker: Ticker;
    readonly isRemote: boolean;
  },
): ThreatScanner {
  const { readiness, metrics, ticker, isRemote } = options;
  const scan: ThreatScanner["scan"] = async (parts, scanOptions) => {
    try {
      const findings = await scanner.scan(parts, scanOptions);
      readiness.scannerFailed = false;
      return findings;
    } catch (error) {
      if (scanOptions.signal?.aborted !== true) {
        readiness.scannerFailed = true;
        metrics.scanFailure(error instanceof InferShieldError ? error.code : "OTHER");
      }
      throw error;
    }
  };
  let probing = false;
  let probedAt: number | undefined;
  const probe = async (): Promise<void> => {
    probing = true;
    // A failure is noted by `scan`.
    await scan([], { tenant: defaultTenant }).catch(() => undefined);
    probing = false;
  };
  ticker.watch((now) => {
    if (!readiness.scannerFailed || probing) return;
    probedAt ??= now;
    if (now - probedAt < probeMs) return;
    probedAt = now;
    void probe();
  });
  if (isRemote) {
    readiness.scannerFailed = true;
    void probe();
  }
  return {
    get version() {
      return scanner.version;
    },
    scan,
    answerScanner: (answerOptions) => scanner.answerScanner(answerOptions),
  };
}
