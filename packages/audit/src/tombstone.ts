import type { Signer } from "@infershield/core";
import { isoTime } from "./iso-time.ts";
import { signNote, splitNote } from "./note.ts";
import type { AuditSource } from "./storage.ts";

/** A signed statement that a segment was deleted when its time was over: `docs/audit-format.md`, "Tombstones". */
export interface Tombstone {
  readonly origin: string;
  readonly segment: number;
  /** First and last record that were in it. */
  readonly first: number;
  readonly last: number;
  /** Hash of its last line, hex: `prev` of the next segment's header. */
  readonly chain: string;
  /** ISO 8601. */
  readonly time: string;
  readonly note: string;
}

/** Signs that a segment is gone. */
export function signTombstone(
  gone: Omit<Tombstone, "time" | "note"> & { readonly now: number },
  signer: Signer,
): string {
  const { origin, segment, first, last, chain, now } = gone;
  const text = `${origin}\ntombstone ${segment}\nfirst ${first}\nlast ${last}\nchain ${chain}\ntime ${isoTime(now)}\n`;
  return signNote(text, origin, signer);
}

const shape =
  /^(?<origin>\S+)\ntombstone (?<segment>[1-9][0-9]{0,11})\nfirst (?<first>[1-9][0-9]{0,15})\nlast (?<last>[0-9]{1,16})\nchain (?<chain>[0-9a-f]{64})\ntime (?<time>[0-9T:.Z-]{24})\n$/;

/** Reads a tombstone without checking its signature; undefined when it is none. */
function parseTombstone(note: string): Tombstone | undefined {
  const found = shape.exec(splitNote(note)?.text ?? "");
  if (found === null) return undefined;
  // Each of them takes part in every match.
  const { origin, segment, first, last, chain, time } = found.groups as Record<
    Exclude<keyof Tombstone, "note">,
    string
  >;
  return { origin, segment: Number(segment), first: Number(first), last: Number(last), chain, time, note };
}

/** The tombstone of the youngest segment that was deleted; undefined when none was. What is no tombstone is passed over. */
export async function lastTombstone(source: AuditSource): Promise<Tombstone | undefined> {
  let last: Tombstone | undefined;
  for await (const note of source.notes("tombstone")) {
    const tombstone = parseTombstone(note);
    if (tombstone !== undefined && tombstone.segment > (last?.segment ?? 0)) last = tombstone;
  }
  return last;
}
