import { buffer } from "node:stream/consumers";
import type { FindingCategory } from "@infershield/core";
import { type BodyShape, WireError } from "@infershield/llm-wire";
import type { ThreatScanner } from "@infershield/threat-client";
import { CliError } from "../cli-error.ts";
import { decodeText } from "./decode-text.ts";
import { scanRequest } from "./scan-request.ts";
import { scanText } from "./scan-text.ts";
import type { LocatedFinding, Skipped, Source } from "./source.ts";

/** What the scan of one source, or of a section of it, gave. */
export interface ScanStep {
  readonly findings: readonly LocatedFinding[];
  readonly skipped?: Skipped;
  /** The source is done. */
  readonly isLast: boolean;
}

/** How sources are scanned, and what of them counts. */
export interface ScanSourcesOptions {
  readonly scanner: Pick<ThreatScanner, "scan">;
  /** Read each source as the body of a request; without a shape it is guessed. */
  readonly request?: { readonly shape?: BodyShape | undefined };
  /** Categories that count; all when absent. */
  readonly only?: ReadonlySet<FindingCategory>;
  /** Larger files are skipped. */
  readonly maxBytes: number;
  /** Called with every piece that was read. */
  readonly onBytes: (count: number) => void;
}

/**
 * Scans sources one after the other.
 *
 * @throws CliError `SCAN_FAILED`, and what finding the sources throws
 */
export async function* scanSources(
  sources: AsyncIterable<Source>,
  options: ScanSourcesOptions,
): AsyncGenerator<ScanStep> {
  const counts = (source: Source, finding: LocatedFinding): boolean =>
    (options.only === undefined || options.only.has(finding.category)) && isOnCountedLine(source, finding);
  for await (const source of sources) {
    let skipped: Skipped | undefined;
    try {
      for await (const found of scanSource(source, options)) {
        yield { findings: found.filter((finding) => counts(source, finding)), isLast: false };
      }
    } catch (error) {
      skipped = skippedBy(error, source);
    }
    yield { findings: [], isLast: true, ...(skipped && { skipped }) };
  }
}

async function* scanSource(
  source: Source,
  { scanner, request, maxBytes, onBytes }: ScanSourcesOptions,
): AsyncGenerator<readonly LocatedFinding[]> {
  const tooLarge = new SkipError("too_large", `${source.name} is larger than ${maxBytes} bytes (--max-size).`);
  if ((source.sizeBytes ?? 0) > maxBytes) throw tooLarge;
  let read = 0;
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.open()) {
      read += chunk.length;
      if (read > maxBytes) throw tooLarge;
      onBytes(chunk.length);
      yield chunk;
    }
  };
  const file = source.name;
  if (request) yield (await scanRequest(await buffer(bytes()), scanner, { file, shape: request.shape })).findings;
  else yield* scanText(textOf(bytes(), file), scanner, { file, role: source.role });
}

async function* textOf(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  for await (const piece of decodeText(bytes)) {
    if (piece === undefined) throw new SkipError("binary", `${name} is no text.`);
    yield piece;
  }
}

function isOnCountedLine({ lines }: Source, { line, end_line: endLine }: LocatedFinding): boolean {
  if (lines === undefined) return true;
  for (let at = line; at <= endLine; at += 1) {
    if (lines(at)) return true;
  }
  return false;
}

/** A source that is left out; never leaves this file. */
class SkipError extends Error {
  readonly reason: Skipped["reason"];
  constructor(reason: Skipped["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Why a source was not scanned. @throws CliError when the reason is not the source's own */
function skippedBy(error: unknown, { name: file }: Source): Skipped {
  if (error instanceof SkipError) return { file, reason: error.reason, message: error.message };
  if (error instanceof WireError) return { file, reason: "not_a_request", message: `${file}: ${error.message}` };
  if (error instanceof CliError) throw error;
  if (error instanceof Error && "syscall" in error) {
    return { file, reason: "unreadable", message: `${file} cannot be read.` };
  }
  throw new CliError("SCAN_FAILED", `${file} could not be scanned.`, {
    cause: error,
    hint: "Try again with a smaller input, and please report it.",
  });
}
