import { parseCheckpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { asciiJson } from "./line.ts";
import { inclusionProof, merkleLevels } from "./merkle.ts";
import { type AuditEntry, type AuditFilter, matches, readEntries } from "./read.ts";
import type { AuditSource } from "./storage.ts";

/**
 * Exports records as the lines they are, each group followed by the signed checkpoint that covers it and by what proves that these
 * records are in it. Records of others are not shown, and the export verifies without the log.
 *
 * @see docs/audit-format.md, "Exports"
 */
export async function* exportWithProofs(source: AuditSource, filter: AuditFilter): AsyncGenerator<string> {
  const notes = source.notes("checkpoint")[Symbol.asyncIterator]();
  try {
    let current = await nextCheckpoint(notes, 0);
    let leaves: string[] = [];
    let group: AuditEntry[] = [];
    yield `${asciiJson({ format: "infershield-audit-export", v: 1 })}\n`;
    for await (const entry of readEntries(source)) {
      const { seq, hash } = entry.record;
      if (current !== undefined && seq > current.last) current = await nextCheckpoint(notes, seq);
      if (matches(entry.record, filter)) {
        yield `${entry.line}\n`;
        group.push(entry);
      }
      if (current === undefined || seq < current.first) {
        // No checkpoint covers this record.
        if (group.length > 0) yield unproven(group);
        group = [];
        continue;
      }
      leaves.push(hash);
      if (seq < current.last) continue;
      if (group.length > 0) yield proofs(current, leaves, group);
      leaves = [];
      group = [];
    }
    if (group.length > 0) yield unproven(group);
  } finally {
    // Whoever stops reading, or has no use for the last checkpoints, leaves no file open.
    await notes.return?.();
  }
}

async function nextCheckpoint(notes: AsyncIterator<string>, seq: number): Promise<ReadCheckpoint | undefined> {
  for (let next = await notes.next(); !next.done; next = await notes.next()) {
    const checkpoint = parseCheckpoint(next.value);
    if (checkpoint !== undefined && checkpoint.last >= seq) return checkpoint;
  }
  return undefined;
}

function proofs(checkpoint: ReadCheckpoint, leaves: readonly string[], group: readonly AuditEntry[]): string {
  const levels = merkleLevels(leaves);
  const proven = group.map(({ record: { seq } }) => ({ seq, path: inclusionProof(levels, seq - checkpoint.first) }));
  return `${asciiJson({ checkpoint: checkpoint.note, proofs: proven })}\n`;
}

function unproven(group: readonly AuditEntry[]): string {
  return `${asciiJson({ unproven: group.map(({ record }) => record.seq) })}\n`;
}
