import type { KeyedDigest } from "@infershield/core";
import { parseCheckpoint } from "./checkpoint.ts";
import { type CheckpointCheck, checkpointCheck } from "./checkpoint-check.ts";
import { classify, type Tampering } from "./classify.ts";
import { AuditError, noLog } from "./error.ts";
import { chainStart, isAuthentic, type ReadLine, readLine } from "./line.ts";
import { formatNoteKey, type NoteKey, noteKey, openNote, readNoteKey } from "./note.ts";
import { parseHeader, type SegmentHeader } from "./segment.ts";
import type { AuditSource } from "./storage.ts";
import { lastTombstone, type Tombstone } from "./tombstone.ts";
import { type PlacedLine, walkLines } from "./walk.ts";

/** Options of {@link verifyAuditLog}. */
export interface VerifyOptions {
  /** `auditFiles` of `$INFERSHIELD_HOME/audit` or a copy of it, or another driver's source. */
  readonly source: AuditSource;
  /** With it every record's authenticity is checked; without it that rests on the signed checkpoints. */
  readonly auditKey?: KeyedDigest;
  /** The raw Ed25519 key that checkpoints must be signed with; without it the key that the log itself names. */
  readonly publicKey?: Uint8Array;
  /** A signed checkpoint that was kept elsewhere: the log must still contain what it covers. */
  readonly checkpoint?: string;
  /** First and last record to verify, inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Called every 10,000 records. */
  readonly onProgress?: (progress: { readonly records: number }) => void;
}

/** What was found. */
export type AuditVerification =
  | {
      readonly ok: true;
      /** Records verified. */
      readonly records: number;
      /** Checkpoints whose signature and tree were verified. */
      readonly checkpoints: number;
      /** Number of the last record. */
      readonly lastSeq: number;
      /** Records at the end that no checkpoint covers yet. */
      readonly uncovered: number;
      /** Bytes of a half-written append at the end, which a crash leaves and the next writer cuts off. */
      readonly tornBytes: number;
    }
  | {
      readonly ok: false;
      /** Records that were good before the first bad one. */
      readonly records: number;
      readonly firstBad: { readonly seq: number; readonly kind: Tampering; readonly segment: number };
    };

const progressEvery = 10_000;
const nothingOpen = { records: 0, bytes: 0 };

/**
 * Reads a log from end to end and names the first record that is not as it was written, and how it was changed. Memory does not
 * grow with the log. Works on a copy and beside a running writer.
 *
 * @throws AuditError `NO_LOG`, `UNKNOWN_KEY` when the audit key of a segment was not handed in
 */
export async function verifyAuditLog(options: VerifyOptions): Promise<AuditVerification> {
  const { source, from = 1 } = options;
  const buried = await lastTombstone(source);
  // A segment whose tombstone stands may still lie there: a crash came before its deletion.
  const all = (await source.segments()).filter((segment) => segment > (buried?.segment ?? 0));
  if (all.length === 0) throw noLog();
  const start = await startingSegment(source, all, { from, buried });
  const segments = all.filter((segment) => segment >= start.segment);
  return createVerification(options, segments, start)();
}

/** Where to begin: at the first segment, or at the one that holds the first record asked for. */
async function startingSegment(
  source: AuditSource,
  segments: readonly number[],
  { from, buried }: { readonly from: number; readonly buried: Tombstone | undefined },
): Promise<Start> {
  for (const segment of from > 1 ? segments.toReversed() : []) {
    const line = (await source.header(segment)) ?? "";
    const header = parseHeader(line);
    const prev = readLine(line)?.prev;
    if (header !== undefined && prev !== undefined && header.first_seq <= from && header.segment === segment) {
      return { segment, seq: header.first_seq, prev, buried: undefined };
    }
  }
  if (buried === undefined) return { segment: 1, seq: 1, prev: chainStart, buried };
  return { segment: buried.segment + 1, seq: buried.last + 1, prev: buried.chain, buried };
}

interface Start {
  readonly segment: number;
  readonly seq: number;
  readonly prev: string;
  /** What was deleted before it. */
  readonly buried: Tombstone | undefined;
}

function createVerification(
  options: VerifyOptions,
  segments: readonly number[],
  start: Start,
): () => Promise<AuditVerification> {
  const { source, auditKey, publicKey, from = 1, to = Number.MAX_SAFE_INTEGER } = options;
  const external = options.checkpoint === undefined ? undefined : parseCheckpoint(options.checkpoint);
  let { seq: next, prev } = start;
  let header: SegmentHeader | undefined;
  let signer: NoteKey | undefined;
  let records = 0;
  let tornBytes = 0;
  let unfinished = 0;
  /** Records that no `mac` has vouched for yet, and their bytes: the last line of an append does it for all. */
  let open = nothingOpen;
  let externalFits = false;
  const checkpoints: CheckpointCheck = checkpointCheck(source, start.seq, () => signer);

  /** Whether a line may be of this log: a record need not be authenticated itself. */
  function isGenuine(line: ReadLine): boolean {
    return line.intact && (line.mac === undefined || isVouchedFor(line));
  }

  function isVouchedFor(line: ReadLine): boolean {
    if (auditKey === undefined) return true;
    const kid = header?.kid ?? auditKey.kid;
    const authentic = isAuthentic(line, kid, auditKey);
    if (authentic !== undefined) return authentic;
    throw new AuditError("UNKNOWN_KEY", `The audit key ${kid} of segment ${header?.segment} was not handed in.`);
  }

  function broken(seq: number, kind: Tampering, segment: number): AuditVerification {
    const good = Math.max(0, seq - Math.max(from, start.seq));
    return { ok: false, records: Math.min(records, good), firstBad: { seq, kind, segment } };
  }

  async function misfit(line: PlacedLine, parts: ReadLine | undefined, alone: Tampering): Promise<AuditVerification> {
    const genuine = parts !== undefined && isGenuine(parts) ? parts : undefined;
    const found = await classify({ line, expected: { seq: next, prev }, genuine, alone, isGenuine }, source, segments);
    return broken(found.seq, found.kind, line.segment);
  }

  async function readHeader(line: PlacedLine): Promise<AuditVerification | undefined> {
    const parts = readLine(line.text);
    const found = parts === undefined ? undefined : parseHeader(line.text);
    if (parts === undefined || found === undefined) return misfit(line, undefined, "malformed");
    if (header !== undefined) {
      const uncovered = checkpoints.segmentEnd(next);
      if (uncovered !== undefined) return broken(uncovered.seq, uncovered.kind, line.segment - 1);
    }
    const origin = header?.origin ?? found.origin;
    header = found;
    if (!parts.intact || !isVouchedFor(parts)) return misfit(line, undefined, "edited");
    if (found.first_seq > next && parts.prev !== prev) return broken(next, "deleted", line.segment);
    if (found.first_seq !== next || parts.prev !== prev || found.segment !== line.segment || found.origin !== origin) {
      return broken(next, "edited", line.segment);
    }
    signer = signingKey(found, publicKey);
    const unsigned = found.signer === null && publicKey === undefined;
    if (signer === undefined && !unsigned) return broken(next, "bad_signature", line.segment);
    const buried = next === start.seq ? start.buried : undefined;
    if (buried !== undefined && (signer === undefined || openNote(buried.note, signer) === undefined)) {
      return broken(buried.first, "bad_signature", buried.segment);
    }
    prev = parts.hash;
    open = nothingOpen;
    return undefined;
  }

  /** Not asynchronous but where something is wrong: it runs once a record. */
  function readRecord(line: PlacedLine): AuditVerification | Promise<AuditVerification> | undefined {
    const parts = readLine(line.text);
    if (parts === undefined) return misfit(line, undefined, "malformed");
    const fits = parts.seq === next && parts.prev === prev;
    // Somebody without the key rewrote what this line is the last of: which of it, only the key's owner could have told.
    if (fits && parts.intact && open.records > 0 && !isGenuine(parts)) {
      return broken(next - open.records, "edited", line.segment);
    }
    if (!isGenuine(parts)) return misfit(line, undefined, "edited");
    if (!fits) return misfit(line, parts, "edited");
    const problem = checkpoints.record(next, parts.hash);
    if (problem !== undefined) return broken(problem.seq, problem.kind, line.segment);
    if (external?.last === next) externalFits = external.chain === parts.hash;
    const bytes = line.text.length + 1;
    open = parts.mac === undefined ? { records: open.records + 1, bytes: open.bytes + bytes } : nothingOpen;
    if (next >= from && next <= to) records++;
    if (records % progressEvery === 0 && next >= from) options.onProgress?.({ records });
    prev = parts.hash;
    next++;
    return undefined;
  }

  async function readOne(line: PlacedLine): Promise<AuditVerification | undefined> {
    const missing = checkpoints.needsNote() && line.index > 0 ? await checkpoints.load(next) : undefined;
    if (missing === undefined) return line.index === 0 ? readHeader(line) : readRecord(line);
    // The record itself may be what is wrong: it is named before its checkpoint.
    const parts = readLine(line.text);
    const good = parts !== undefined && isGenuine(parts) && parts.seq === next && parts.prev === prev;
    return good ? broken(missing.seq, missing.kind, line.segment) : readRecord(line);
  }

  /** What a checkpoint kept elsewhere says about the log. */
  function compareExternal(): { readonly seq: number; readonly kind: Tampering } | undefined {
    if (options.checkpoint === undefined) return undefined;
    const signed = signer !== undefined && openNote(options.checkpoint, signer) !== undefined;
    if (external === undefined || !signed) return { seq: external?.first ?? 1, kind: "bad_signature" };
    // It tells of records that retention deleted, or that were not asked for.
    if (external.last < start.seq) return undefined;
    if (external.last >= next) return { seq: next, kind: "truncated" };
    return externalFits ? undefined : { seq: external.first, kind: "edited" };
  }

  async function readAll(): Promise<AuditVerification | undefined> {
    const last = segments.at(-1);
    for await (const lines of walkLines(source, segments)) {
      for (const line of lines) {
        // Whether the last record asked for is authentic, the end of its append tells.
        if (next > to && (open.records === 0 || auditKey === undefined)) return undefined;
        if (!line.whole && line.segment !== last) return broken(next, "truncated", line.segment);
        if (!line.whole) {
          tornBytes = line.text.length;
          break;
        }
        const simple = line.index > 0 && !checkpoints.needsNote();
        const problem = simple ? readRecord(line) : readOne(line);
        if (problem === undefined) continue;
        const found = await problem;
        if (found !== undefined) return found;
      }
    }
    const problem = (await checkpoints.end(next)) ?? compareExternal();
    if (problem === undefined) leaveUnfinished();
    return problem && broken(problem.seq, problem.kind, last ?? start.segment);
  }

  /** An append whose last line is missing was never acknowledged: a crash leaves such, and the next writer cuts it off. */
  function leaveUnfinished(): void {
    unfinished = open.records;
    tornBytes += open.bytes;
    next -= unfinished;
    records = Math.min(records, Math.max(0, next - Math.max(from, start.seq)));
  }

  return async () => {
    const broken = await readAll().finally(checkpoints.close);
    const lastSeq = Math.min(next - 1, to);
    const uncovered = Math.max(0, checkpoints.uncovered() - unfinished);
    return broken ?? { ok: true, records, checkpoints: checkpoints.checked(), lastSeq, uncovered, tornBytes };
  };
}

/** The key that a segment's checkpoints must carry; undefined when the segment names none, or another than the one asked for. */
function signingKey(header: SegmentHeader, publicKey: Uint8Array | undefined): NoteKey | undefined {
  if (header.signer === null) return undefined;
  const named = readNoteKey(header.signer);
  if (publicKey === undefined || named === undefined) return named;
  const asked = noteKey(header.origin, publicKey);
  return formatNoteKey(asked) === header.signer ? asked : undefined;
}
