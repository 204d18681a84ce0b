import type { KeyedDigest } from "@infershield/core";
import { asciiJson, type SealedLine, sealLine } from "./line.ts";

/** First line of a segment. */
export interface SegmentHeader {
  readonly format: "infershield-audit";
  readonly v: 1;
  /** Name of the log, `infershield-audit/` and 16 hex digits; the same in all its segments. */
  readonly origin: string;
  readonly segment: number;
  /** Number of the first record in it. */
  readonly first_seq: number;
  /** Epoch milliseconds. */
  readonly created_ms: number;
  /** Id of the audit key of every `mac` in it. */
  readonly kid: string;
  /** Key that signs its checkpoints, `name+id+key`; null when it has none. */
  readonly signer: string | null;
}

/** The sealed header of a new segment. */
export function sealHeader(
  header: Omit<SegmentHeader, "format" | "v" | "created_ms"> & { readonly now: number; readonly prev: string },
  auditKey: KeyedDigest,
): SealedLine {
  const { origin, segment, first_seq, kid, signer, now, prev } = header;
  const content: SegmentHeader = {
    format: "infershield-audit",
    v: 1,
    origin,
    segment,
    first_seq,
    created_ms: Math.floor(now),
    kid,
    signer,
  };
  return sealLine(asciiJson(content).slice(0, -1), { prev }, auditKey);
}

/** Reads a segment's first line, without its newline; undefined when it is no header. */
export function parseHeader(line: string): SegmentHeader | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isHeader(value) ? value : undefined;
}

function isHeader(value: unknown): value is SegmentHeader {
  if (typeof value !== "object" || value === null) return false;
  const { format, v, origin, segment, first_seq, created_ms, kid, signer } = value as Record<string, unknown>;
  return (
    format === "infershield-audit" &&
    v === 1 &&
    typeof origin === "string" &&
    /^infershield-audit\/[0-9a-f]{16}$/.test(origin) &&
    Number.isSafeInteger(segment) &&
    Number.isSafeInteger(first_seq) &&
    Number.isSafeInteger(created_ms) &&
    typeof kid === "string" &&
    (signer === null || typeof signer === "string")
  );
}
