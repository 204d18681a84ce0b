import { setImmediate } from "node:timers/promises";
import type { Finding, PromptPart } from "@infershield/core";
import type { ThreatScanner } from "@infershield/threat-client";

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
    findings.push(...(await scanner.scan(parts.slice(at, end), options)));
    at = end;
  }
  const { identifiers } = options;
  return identifiers === undefined
    ? findings
    : findings.filter(({ path, category }) => category === "secret" || !identifiers.has(path));
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
