import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { KeyedDigest } from "@infershield/core";
import { AuditError } from "./error.ts";
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

/** `000001.jsonl` */
function segmentName(segment: number): string {
  return `${String(segment).padStart(6, "0")}.jsonl`;
}

/**
 * Numbers of the segments in a folder, rising.
 *
 * @throws AuditError `NO_LOG` when there is no such folder
 */
export function listSegments(directory: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new AuditError("NO_LOG", "There is no audit log in this folder.", { cause: error });
  }
  return names
    .flatMap((name) => /^([0-9]{6,12})\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
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
  return sealLine(asciiJson(content), { prev }, auditKey);
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

/** Which file lies at a path and how long it is; undefined when there is none. */
export function fileState(path: string): { readonly inode: number; readonly sizeBytes: number } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { inode: stats.ino, sizeBytes: stats.size };
}

const openForReading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes `from` to `to` (exclusive) of a file, as Latin-1 text; shorter when the file is. */
export function readRange(path: string, from: number, to: number): string {
  const descriptor = openSync(path, openForReading);
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(to, fstatSync(descriptor).size) - from));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return bytes.toString("latin1", 0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Path of a segment. */
export function segmentPath(directory: string, segment: number): string {
  return `${directory}/${segmentName(segment)}`;
}
