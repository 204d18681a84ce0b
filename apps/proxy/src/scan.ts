import { setImmediate } from "node:timers/promises";
import { type Finding, InferShieldError, type PromptPart } from "@infershield/core";
import { ThreatClientError, type ThreatScanner } from "@infershield/threat-client";
import type { AnswerScanner } from "@infershield/threat-engine";

/** Characters scanned at a time: some milliseconds of text that was never seen before. */
const sliceLength = 262_144;
/** Parts scanned at a time: a short one costs more than its length. */
const sliceParts = 128;

type ScanOptions = Parameters<ThreatScanner["scan"]>[1] & {
  /** Paths of parts that are identifiers. Random letters resemble anything but a secret of a known form: only those count there. */
  readonly identifiers?: ReadonlySet<string>;
};

/**
 * Scans all parts of a prompt. Between slices of it other requests get their turn; one part is never divided.
 *
 * @returns the findings in the order of the parts
 * @throws ThreatClientError
 */
export async function scanPrompt(
  parts: readonly PromptPart[],
  scanner: Pick<ThreatScanner, "scan">,
  options: ScanOptions,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let at = 0; at < parts.length; ) {
    const end = endOfSlice(parts, at);
    if (at > 0) await setImmediate();
    const slice = parts.slice(at, end);
    const found = await scanner.scan(slice, options).catch((error: unknown) => Promise.reject(scanFailure(error)));
    // One by one: there may be more of them than a call may have arguments.
    for (const finding of found) findings.push(finding);
    at = end;
  }
  const { identifiers } = options;
  return identifiers === undefined
    ? findings
    : findings.filter(({ path, category }) => category === "secret" || !identifiers.has(path));
}

/** Does a step of the scanner's; its failure is a failure to scan. @throws ThreatClientError `SCANNER_UNAVAILABLE` */
export function guarded<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw scanFailure(error);
  }
}

/** A scanner that hands its failures on as its own, so that a fault in a rule refuses what it could not scan. */
export function guardedScanner(scanner: AnswerScanner): AnswerScanner {
  return {
    push: (channel, text) => guarded(() => scanner.push(channel, text)),
    end: (channel) => guarded(() => scanner.end(channel)),
  };
}

/** What a scan failed with: coded errors stay what they are, anything else is a fault of the scanner. */
function scanFailure(error: unknown): unknown {
  if (error instanceof InferShieldError) return error;
  return new ThreatClientError("SCANNER_UNAVAILABLE", "The scanner failed.", { cause: error });
}

function endOfSlice(parts: readonly PromptPart[], start: number): number {
  let length = 0;
  let end = start;
  do {
    length += parts[end]?.text.length ?? 0;
    end += 1;
  } while (end < parts.length && end - start < sliceParts && length + (parts[end]?.text.length ?? 0) <= sliceLength);
  return end;
}
