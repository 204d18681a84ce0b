import { noCheckpoint, noteDigest, parseCheckpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { merkleRoot } from "./merkle.ts";
import { type NoteKey, openNote } from "./note.ts";
import type { AuditSource } from "./storage.ts";

/** What a run of records contradicts. */
export interface CheckpointProblem {
  readonly seq: number;
  readonly kind: "edited" | "truncated" | "bad_signature";
}

/** Compares records with the checkpoints that cover them, one after the other. */
export interface CheckpointCheck {
  /** Whether the next record needs {@link load} first. */
  needsNote(): boolean;
  /** Reads the checkpoint that covers a record, the next one to come. */
  load(seq: number): Promise<CheckpointProblem | undefined>;
  /** Takes the next record. */
  record(seq: number, hash: string): CheckpointProblem | undefined;
  /** At the end of a segment whose checkpoints this key signs, every record must be covered. */
  segmentEnd(nextSeq: number): CheckpointProblem | undefined;
  /** After the last record. */
  end(nextSeq: number): Promise<CheckpointProblem | undefined>;
  /** Checkpoints that fitted. */
  checked(): number;
  /** Records since the last of them. */
  uncovered(): number;
  /** Lets go of what the checkpoints are read from. */
  close(): Promise<unknown>;
}

/**
 * Reads the checkpoints beside a log as its records come by. Memory is bounded by one checkpoint's run.
 *
 * @param from - First record that will come; checkpoints before it are passed over.
 * @param keyAt - The key that signs for a record, undefined for a record of an unsigned segment.
 */
export function checkpointCheck(source: AuditSource, from: number, keyAt: () => NoteKey | undefined): CheckpointCheck {
  const notes = source.notes("checkpoint")[Symbol.asyncIterator]();
  let previous: string | undefined;
  let current: ReadCheckpoint | undefined;
  let exhausted = false;
  let leaves: string[] = [];
  let uncovered = 0;
  let checked = 0;

  async function load(seq: number): Promise<CheckpointProblem | undefined> {
    while (current === undefined && !exhausted) {
      const next = await notes.next();
      if (next.done) {
        exhausted = true;
        return undefined;
      }
      const checkpoint = parseCheckpoint(next.value);
      if (checkpoint === undefined) return { seq, kind: "bad_signature" };
      const follows = previous === undefined || checkpoint.previous === previous;
      const begins = previous !== undefined || from > 1 || checkpoint.previous === noCheckpoint;
      previous = noteDigest(next.value);
      if (checkpoint.last < from) continue;
      if (!follows || !begins) return { seq: checkpoint.first, kind: "bad_signature" };
      current = checkpoint;
    }
    return undefined;
  }

  function covers(checkpoint: ReadCheckpoint, seq: number): CheckpointProblem | undefined {
    const key = keyAt();
    if (key === undefined || openNote(checkpoint.note, key) === undefined) {
      return { seq: checkpoint.first, kind: "bad_signature" };
    }
    return seq === Math.max(from, checkpoint.first) ? undefined : { seq, kind: "bad_signature" };
  }

  return {
    needsNote: () => current === undefined && !exhausted && keyAt() !== undefined,
    load: async (seq) => (await load(seq)) ?? (current && covers(current, seq)),
    record: (seq, hash) => {
      if (keyAt() === undefined) return undefined;
      uncovered++;
      if (current === undefined) return undefined;
      leaves.push(hash);
      if (seq < current.last) return undefined;
      const { first, root, chain } = current;
      const whole = leaves.length === current.last - first + 1;
      if (chain !== hash || (whole && merkleRoot(leaves) !== root)) return { seq: first, kind: "edited" };
      current = undefined;
      leaves = [];
      uncovered = 0;
      checked++;
      return undefined;
    },
    segmentEnd: (nextSeq) => (uncovered > 0 ? { seq: nextSeq - uncovered, kind: "bad_signature" } : undefined),
    end: async (nextSeq) => {
      const problem = current === undefined ? await load(nextSeq) : undefined;
      return problem ?? (current === undefined ? undefined : { seq: nextSeq, kind: "truncated" });
    },
    checked: () => checked,
    uncovered: () => uncovered,
    close: async () => notes.return?.(),
  };
}
