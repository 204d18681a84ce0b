import { type Finding, type PromptPart, system as realSystem, type System } from "@infershield/core";
import { createAnswerScanner, createThreatEngine, type ThreatEngine } from "@infershield/threat-engine";
import { ThreatClientError } from "./error.ts";
import { createFindingsCache } from "./findings-cache.ts";
import { createLongPartScanner, type LongPartScanner, stopped } from "./long-part-scanner.ts";
import { longPartKey, partKey } from "./part-key.ts";
import type { ThreatScanner } from "./threat-scanner.ts";

const defaultCacheBytes = 16 * 1024 * 1024;
/** From here on a text goes to another thread; shorter ones take some milliseconds at most. */
const longText = 131_072;
/** Work between two turns of the event loop. */
const turnMs = 6;

/** What {@link embeddedScanner} can be given. */
export interface EmbeddedScannerOptions {
  /** Memory for one tenant's remembered findings; default 16 MiB. */
  readonly cacheBytes?: number;
  /** A compiled engine to share; default a new one. Texts from 131,072 characters on are judged by another in a thread of its own. */
  readonly engine?: ThreatEngine;
  /** Where long texts are scanned; default a thread that starts with the first one. */
  readonly longParts?: LongPartScanner;
  readonly system?: Pick<System, "monotonic" | "sleep">;
}

/**
 * The detectors of this process. Texts that were scanned before for the same tenant take their findings from a bounded cache.
 * However much there is to scan, other work gets its turn every few milliseconds.
 */
export function embeddedScanner(options: EmbeddedScannerOptions = {}): ThreatScanner {
  const engine = options.engine ?? createThreatEngine();
  const longParts = options.longParts ?? createLongPartScanner();
  const { monotonic, sleep } = options.system ?? realSystem;
  const { version } = engine;
  const cache = createFindingsCache({ tenantBytes: options.cacheBytes ?? defaultCacheBytes });

  const scanOne = (part: PromptPart, tenant: string): readonly Finding[] => {
    const key = partKey(version, part);
    const known = cache.get(tenant, key, part.path);
    if (known !== undefined) return known;
    const findings = scanWith(engine, part);
    cache.set(tenant, key, findings);
    return findings;
  };
  const scanLong = async (part: PromptPart, tenant: string, signal?: AbortSignal): Promise<readonly Finding[]> => {
    const key = await longPartKey(version, part, sleep);
    const known = cache.get(tenant, key, part.path);
    if (known !== undefined) return known;
    const findings = await longParts.scan(part, signal);
    cache.set(tenant, key, findings);
    return findings;
  };
  return {
    version,
    scan: async (parts, { tenant, signal }) => {
      const found: (readonly Finding[])[] = [];
      let turn = monotonic();
      for (const part of parts) {
        if (monotonic() - turn >= turnMs) {
          await sleep(0);
          turn = monotonic();
        }
        if (signal?.aborted) throw stopped(signal);
        const isLong = part.text.length >= longText;
        found.push(isLong ? await scanLong(part, tenant, signal) : scanOne(part, tenant));
      }
      return found.flat();
    },
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
