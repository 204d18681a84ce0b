import type { Finding, PromptPart } from "@infershield/core";
import { createAnswerScanner, createThreatEngine, type ThreatEngine } from "@infershield/threat-engine";
import { ThreatClientError } from "./error.ts";
import { createFindingsCache } from "./findings-cache.ts";
import type { ThreatScanner } from "./threat-scanner.ts";

const defaultCacheBytes = 16 * 1024 * 1024;

/**
 * The detectors of this process. Texts that were scanned before for the same tenant take their findings from a bounded cache.
 *
 * @param options.cacheBytes - memory for one tenant's remembered findings; default 16 MiB
 * @param options.engine - a compiled engine to share; default a new one
 */
export function embeddedScanner(
  options: { readonly cacheBytes?: number; readonly engine?: ThreatEngine } = {},
): ThreatScanner {
  const engine = options.engine ?? createThreatEngine();
  const cache = createFindingsCache({ version: engine.version, tenantBytes: options.cacheBytes ?? defaultCacheBytes });
  return {
    version: engine.version,
    scan: async (parts, { tenant, signal }) =>
      parts.flatMap((part) => {
        if (signal?.aborted)
          throw new ThreatClientError("SCANNER_UNAVAILABLE", "The scan was stopped.", { cause: signal.reason });
        const known = cache.get(tenant, part);
        if (known !== undefined) return known;
        const findings = scanWith(engine, part);
        cache.set(tenant, part, findings);
        return findings;
      }),
    answerScanner: (answerOptions) => createAnswerScanner(engine, answerOptions),
  };
}

function scanWith(engine: ThreatEngine, part: PromptPart): readonly Finding[] {
  try {
    return engine.scanParts([part]);
  } catch (error) {
    throw new ThreatClientError("SCANNER_UNAVAILABLE", "The detectors could not judge a text of the request.", {
      cause: error,
    });
  }
}
