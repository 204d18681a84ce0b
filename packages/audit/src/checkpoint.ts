import { createHash } from "node:crypto";
import type { Signer } from "@infershield/core";
import { isoTime } from "./iso-time.ts";
import { chainStart } from "./line.ts";
import { merkleRoot } from "./merkle.ts";
import { signNote, splitNote } from "./note.ts";

/** A signed statement about a run of records: `docs/audit-format.md`, "Checkpoints". */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  /** First and last record it covers. */
  readonly first: number;
  readonly last: number;
  /** RFC 6962 root over the hashes of these records, standard base64. */
  readonly root: string;
  /** Hash of the last record, hex. */
  readonly chain: string;
  /** ISO 8601. */
  readonly time: string;
  /** SHA-256 of the previous checkpoint's note, hex; zeros before the first. */
  readonly previous: string;
}

/** A checkpoint with the note it came in. */
export interface ReadCheckpoint extends Checkpoint {
  readonly note: string;
}

/** What stands before the first checkpoint. */
export const noCheckpoint: string = chainStart;

/** SHA-256 of a note, hex: how the next checkpoint names it. */
export function noteDigest(note: string): string {
  return createHash("sha256").update(note).digest("hex");
}

/**
 * Signs what a run of records is.
 *
 * @param run.root - The root over the leaves, where it is known already.
 */
export function signCheckpoint(
  run: {
    readonly origin: string;
    readonly first: number;
    readonly leaves: readonly string[];
    readonly root?: string;
    readonly previous: string;
    readonly now: number;
  },
  signer: Signer,
): ReadCheckpoint {
  const { origin, first, leaves, previous } = run;
  const checkpoint: Checkpoint = {
    origin,
    first,
    last: first + leaves.length - 1,
    root: run.root ?? merkleRoot(leaves),
    chain: leaves.at(-1) ?? chainStart,
    time: isoTime(run.now),
    previous,
  };
  return { ...checkpoint, note: signNote(checkpointText(checkpoint), origin, signer) };
}

function checkpointText({ origin, first, last, root, chain, time, previous }: Checkpoint): string {
  return `${origin}\n${last}\n${root}\nfirst ${first}\nchain ${chain}\ntime ${time}\nprevious ${previous}\n`;
}

const shape =
  /^(?<origin>\S+)\n(?<last>[1-9][0-9]{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\nfirst (?<first>[1-9][0-9]{0,15})\nchain (?<chain>[0-9a-f]{64})\ntime (?<time>[0-9T:.Z-]{24})\nprevious (?<previous>[0-9a-f]{64})\n$/;

/** Reads a checkpoint without checking its signature; undefined when it is none. */
export function parseCheckpoint(note: string): ReadCheckpoint | undefined {
  const found = shape.exec(splitNote(note)?.text ?? "");
  if (found === null) return undefined;
  // Each of them takes part in every match.
  const { origin, last, root, first, chain, time, previous } = found.groups as Record<keyof Checkpoint, string>;
  return { origin, last: Number(last), root, first: Number(first), chain, time, previous, note };
}

/**
 * The last whole note of a text that may begin and end in the middle of one.
 *
 * @returns `rest`: what follows it
 */
export function lastNote(text: string): { note: string | undefined; rest: string } {
  for (let sign = text.lastIndexOf("\n\n\u2014 "); sign >= 0; sign = text.lastIndexOf("\n\n\u2014 ", sign - 1)) {
    const end = text.indexOf("\n\n", sign + 2);
    if (end < 0) continue;
    const before = text.lastIndexOf("\n\n", sign - 1);
    return { note: text.slice(before < 0 ? 0 : before + 2, end + 1), rest: text.slice(end + 2) };
  }
  return { note: undefined, rest: text };
}
