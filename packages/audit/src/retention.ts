import { system as realSystem, type Signer, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import { parseCheckpoint } from "./checkpoint.ts";
import { AuditError } from "./error.ts";
import { type LegalHold, listHolds } from "./holds.ts";
import { asciiJson, readLine } from "./line.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import { parseHeader, type SegmentHeader } from "./segment.ts";
import type { AuditSource, AuditStorage } from "./storage.ts";
import { lastTombstone, signTombstone } from "./tombstone.ts";
import { walkLines } from "./walk.ts";

/** What {@link expireSegments} did. */
export interface Expiry {
  /** Segments that were deleted. */
  readonly deleted: readonly number[];
  /** The hold that kept the next one, when one did. */
  readonly heldBy?: LegalHold;
}

/**
 * Deletes whole segments whose records are all older than a time, oldest first, and leaves a signed tombstone for each, so that the
 * rest still verifies. It stops at the first segment that is young, held, or the one being written. Checkpoints that cover nothing any
 * more are deleted as well, but for the last one.
 *
 * @param options.olderThan - Epoch milliseconds.
 * @throws AuditError `NO_LOG`, `BROKEN` when a segment is not intact, `AUDIT_CORRUPT` when the holds are not readable; HomeError
 */
export async function expireSegments(options: {
  /** Where holds are kept. */
  readonly home: Home;
  readonly storage: AuditStorage;
  readonly signer: Signer;
  readonly olderThan: number;
  readonly system?: System;
}): Promise<Expiry> {
  const { home, storage } = options;
  const expiry = await home.withLock(() => deleteSegments(options));
  const last = (await lastTombstone(storage))?.last ?? 0;
  await storage.exclusively(() => storage.dropCheckpoints((note) => (parseCheckpoint(note)?.last ?? last + 1) <= last));
  return expiry;
}

async function deleteSegments(options: Parameters<typeof expireSegments>[0]): Promise<Expiry> {
  const { home, storage, signer, olderThan, system = realSystem } = options;
  const holds = await listHolds(home);
  const buried = (await lastTombstone(storage))?.segment ?? 0;
  const segments = await storage.segments();
  // A crash may have come between a tombstone and the deletion it tells of.
  for (const segment of segments.filter((one) => one <= buried)) await storage.remove(segment);
  const deleted: number[] = [];
  const left = segments.filter((one) => one > buried);
  for (const [index, segment] of left.entries()) {
    const next = left[index + 1];
    if (next === undefined || (await headerOf(storage, next)).created_ms > olderThan) break;
    const found = await readSegment(storage, segment, holds);
    if (found.heldBy !== undefined) return { deleted, heldBy: found.heldBy };
    const { origin, first_seq: first } = found.header;
    if (found.header.signer !== formatNoteKey(noteKey(origin, signer.publicKey))) {
      throw new AuditError(
        "BROKEN",
        `Segment ${segment} is signed by another key: only that key can sign its tombstone.`,
      );
    }
    const { last, chain } = found;
    const note = signTombstone({ origin, segment, first, last, chain, now: system.now() }, signer);
    await storage.addNote("tombstone", note);
    await storage.remove(segment);
    deleted.push(segment);
  }
  return { deleted };
}

async function headerOf(source: AuditSource, segment: number): Promise<SegmentHeader> {
  const header = parseHeader((await source.header(segment)) ?? "");
  if (header === undefined) throw new AuditError("BROKEN", `Segment ${segment} has no header.`);
  return header;
}

async function readSegment(
  source: AuditSource,
  segment: number,
  holds: readonly LegalHold[],
): Promise<{ header: SegmentHeader; last: number; chain: string; heldBy: LegalHold | undefined }> {
  const header = await headerOf(source, segment);
  const wanted = holds.map((hold) => ({
    hold,
    text: hold.userId === undefined ? "" : `"user_id":${asciiJson(hold.userId)},`,
  }));
  let heldBy = wanted.find(({ text }) => text === "")?.hold;
  let last = header.first_seq - 1;
  let chain = "";
  for await (const lines of walkLines(source, [segment])) {
    for (const { text } of lines) {
      const line = readLine(text);
      if (!line?.intact) throw new AuditError("BROKEN", `Segment ${segment} is not intact.`);
      heldBy ??= wanted.find((one) => text.includes(one.text))?.hold;
      last = line.seq ?? last;
      chain = line.hash;
    }
  }
  return { header, last, chain, heldBy };
}
