import type { KeyedDigest } from "@infershield/core";
import { chainStart, type SealedLine, sealLine } from "../src/line.ts";
import { sealHeader } from "../src/segment.ts";
import { testKey } from "./fixtures.ts";

/** What the segments made here are authenticated with. */
export const segmentKey: KeyedDigest = testKey();

/** The name of their log. */
export const segmentOrigin = "infershield-audit/0011223344556677";

/** A segment line by line. */
export interface SealedSegment {
  readonly header: SealedLine;
  readonly records: readonly SealedLine[];
}

/** A segment; `macs` says of each record whether it is the last of its append. */
export function segmentOf(
  macs: readonly boolean[],
  change: {
    readonly segment?: number;
    readonly firstSeq?: number;
    readonly prev?: string;
    readonly name?: string;
    readonly signer?: string | null;
    readonly key?: KeyedDigest;
    /** How long each record is made. */
    readonly recordBytes?: number;
  } = {},
): SealedSegment {
  const { segment = 1, firstSeq = 1, prev = chainStart, name = segmentOrigin, key = segmentKey } = change;
  const place = { origin: name, segment, first_seq: firstSeq, kid: segmentKey.kid };
  const header = sealHeader({ ...place, signer: change.signer ?? null, now: 0, prev }, key);
  const records: SealedLine[] = [];
  for (const [index, mac] of macs.entries()) {
    const before = records.at(-1)?.hash ?? header.hash;
    records.push(recordAfter(before, firstSeq + index, mac ? segmentKey : undefined, change.recordBytes));
  }
  return { header, records };
}

/** The record after the line of a hash, about so many bytes long. */
export function recordAfter(prev: string, seq: number, key?: KeyedDigest, bytes = 0): SealedLine {
  return sealLine(`{"request_id":"${`r${seq}`.padEnd(bytes, ".")}"`, { prev, seq }, key);
}

/** Length of lines on disk. */
export const bytesOf = (lines: readonly SealedLine[]): number =>
  lines.reduce((sum, { text }) => sum + text.length + 1, 0);
/** Lines as they are read. */
export const textsOf = (lines: readonly SealedLine[]): readonly string[] => lines.map(({ text }) => text);
/** Their hashes. */
export const hashesOf = (lines: readonly SealedLine[]): readonly string[] => lines.map(({ hash }) => hash);
