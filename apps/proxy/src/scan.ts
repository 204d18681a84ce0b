import { type Finding, InferShieldError, type PromptPart } from "@infershield/core";
import { ThreatClientError, type ThreatScanner } from "@infershield/threat-client";
import type { AnswerScanner } from "@infershield/threat-engine";
import { scanSeams } from "./scan-seams.ts";

type ScanOptions = Parameters<ThreatScanner["scan"]>[1] & {
  /** Paths of parts that are identifiers. Random letters resemble anything but a secret of a known form: only those count there. */
  readonly identifiers?: ReadonlySet<string>;
};

/**
 * Scans all parts of a prompt.
 *
 * @returns the findings in the order of the parts, then those that reach over two neighbouring ones
 * @throws ThreatClientError
 */
export async function scanPrompt(
  parts: readonly PromptPart[],
  scanner: Pick<ThreatScanner, "scan">,
  options: ScanOptions,
): Promise<readonly Finding[]> {
  if (parts.length === 0) return [];
  const scan = (some: readonly PromptPart[]) => guarded(scanner.scan(some, options));
  const inParts = await scan(parts);
  const acrossParts = await scanSeams(parts, scan);
  const findings = acrossParts.length === 0 ? inParts : [...inParts, ...acrossParts];
  const { identifiers } = options;
  return identifiers === undefined
    ? findings
    : findings.filter(({ path, category }) => category === "secret" || !identifiers.has(path));
}

/** Waits for work of the detectors'; its failure is a failure to scan. @throws ThreatClientError `SCANNER_UNAVAILABLE` */
export function guarded<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => Promise.reject(scanFailure(error)));
}

function guardedStep<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw scanFailure(error);
  }
}

/** A scanner that hands its failures on as its own, so that a fault in a rule refuses what it could not scan. */
export function guardedScanner(scanner: AnswerScanner): AnswerScanner {
  return {
    push: (channel, text) => guardedStep(() => scanner.push(channel, text)),
    end: (channel) => guardedStep(() => scanner.end(channel)),
  };
}

/** What a scan failed with: coded errors stay what they are, anything else is a fault of the scanner. */
function scanFailure(error: unknown): unknown {
  if (error instanceof InferShieldError) return error;
  return new ThreatClientError("SCANNER_UNAVAILABLE", "The scanner failed.", { cause: error });
}
