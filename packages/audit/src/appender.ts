import type { KeyedDigest, Signer, System } from "@infershield/core";
import { type ReadCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { AuditError } from "./error.ts";
import { emptySegment, type Head, previousDigest, type ReadEnd, takeNews } from "./head.ts";
import { chainStart } from "./line.ts";
import { merkleRootInTurns } from "./merkle.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import { createLineSealer } from "./seal-lines.ts";
import { sealHeader } from "./segment.ts";
import type { AuditStorage, LogNews } from "./storage.ts";

/** What an appender works with. */
export interface AppenderOptions {
  readonly storage: AuditStorage;
  readonly auditKey: KeyedDigest;
  readonly signer: Signer | undefined;
  readonly system: System;
  readonly maxSegmentBytes: number;
  readonly maxSegmentAgeMs: number;
  /** Gets every signed checkpoint, so that a copy can be kept elsewhere. */
  readonly onCheckpoint: (note: string) => void;
  /** Told when what a dead writer left half written was cut off and kept beside the log. */
  readonly onTorn: (bytes: number) => void;
}

/** Chains and signs what is appended to a log that other processes append to as well. */
export interface Appender {
  /** Begins the log when there is none, and cuts off what a dead writer left half written. */
  open(): Promise<void>;
  /**
   * Chains and writes contents in one durable append.
   *
   * @param contents - At least one, each as `sealLine` takes it.
   * @returns number of the first
   */
  append(contents: readonly string[]): Promise<number>;
  /** Signs what no checkpoint covers yet. */
  checkpoint(): Promise<void>;
  /** How many records no checkpoint covers; 0 without a signer. */
  uncovered(): number;
  /** The key that signs checkpoints, `name+id+key`; undefined without a signer. */
  publicKey(): string | undefined;
  /** Segment that records go to now. */
  segment(): number;
}

/** @see AppenderOptions */
export function createAppender(options: AppenderOptions): Appender {
  const { storage, auditKey, signer, system } = options;
  const sealLines = createLineSealer();
  let head: Head | undefined;
  let named: { readonly origin: string; readonly key: string } | undefined;

  /** The end of the log, with what others appended; a new segment when the last one is full, old or of another key. */
  async function current(): Promise<Head> {
    const found = await read();
    if (found === undefined) return begin(undefined);
    const known = found.end.head;
    const tornBytes = found.news.tornBytes + found.end.unfinishedBytes;
    if (tornBytes > 0 || found.news.tornNote) {
      await storage.setTornAside(known);
      if (tornBytes > 0) options.onTorn(tornBytes);
    }
    head = known;
    return mustRotate(known) ? rotate(known) : known;
  }

  async function read(): Promise<{ readonly end: ReadEnd; readonly news: LogNews } | undefined> {
    try {
      const news = await storage.news(head);
      return news && { end: takeNews(head, news, auditKey), news };
    } catch (error) {
      const replaced = isCorrupt(error) && head !== undefined ? await readReplaced(head.header.origin) : undefined;
      if (replaced === undefined) throw error;
      return replaced;
    }
  }

  /** A log that was repaired while this process had it open is another log, and this process goes on with it. */
  async function readReplaced(origin: string): ReturnType<typeof read> {
    const news = await storage.news(undefined);
    const end = news && takeNews(undefined, news, auditKey);
    return news && end && end.head.header.origin !== origin ? { end, news } : undefined;
  }

  function mustRotate({ header, sizeBytes, seq }: Head): boolean {
    if (header.kid !== auditKey.kid || header.signer !== signerName(header.origin)) return true;
    const aged = system.now() - header.created_ms >= options.maxSegmentAgeMs;
    return seq >= header.first_seq && (aged || sizeBytes >= options.maxSegmentBytes);
  }

  function signerName(origin: string): string | null {
    if (signer === undefined) return null;
    if (named?.origin !== origin) named = { origin, key: formatNoteKey(noteKey(origin, signer.publicKey)) };
    return named.key;
  }

  /** A checkpoint never spans two segments, so that a segment can be deleted whole. */
  async function rotate(old: Head): Promise<Head> {
    return begin(old.header.signer === signerName(old.header.origin) ? await writeCheckpoint(old) : old);
  }

  async function begin(old: Head | undefined): Promise<Head> {
    const segment = (old?.segment ?? 0) + 1;
    const origin = old?.header.origin ?? `infershield-audit/${Buffer.from(system.randomBytes(8)).toString("hex")}`;
    const place = { origin, segment, first_seq: (old?.seq ?? 0) + 1, kid: auditKey.kid, signer: signerName(origin) };
    const line = sealHeader({ ...place, now: system.now(), prev: old?.hash ?? chainStart }, auditKey);
    await storage.begin(segment, line.text);
    head = emptySegment(line, old ?? { checkpoint: undefined, notesEnd: 0 });
    return head;
  }

  async function writeCheckpoint(at: Head): Promise<Head> {
    if (signer === undefined || at.uncovered.length === 0) return at;
    const first = at.seq - at.uncovered.length + 1;
    const root = await merkleRootInTurns(at.uncovered);
    const run = { origin: at.header.origin, first, leaves: at.uncovered, root, previous: previousDigest(at) };
    const checkpoint: ReadCheckpoint = signCheckpoint({ ...run, now: system.now() }, signer);
    const notesEnd = await storage.addNote("checkpoint", checkpoint.note);
    head = { ...at, notesEnd, checkpoint, uncovered: [] };
    options.onCheckpoint(checkpoint.note);
    return head;
  }

  async function append(contents: readonly string[]): Promise<number> {
    const at = await current();
    const { bytes, hashes } = await sealLines(contents, at, auditKey);
    await storage.append(at, bytes);
    const uncovered = signer === undefined ? [] : [...at.uncovered, ...hashes];
    const sizeBytes = at.sizeBytes + bytes.length;
    head = { ...at, sizeBytes, seq: at.seq + hashes.length, hash: hashes.at(-1) ?? at.hash, uncovered };
    return at.seq + 1;
  }

  return {
    open: () =>
      storage.exclusively(async () => {
        await current();
      }),
    append: (contents) => storage.exclusively(() => append(contents)),
    checkpoint: () =>
      storage.exclusively(async () => {
        await writeCheckpoint(await current());
      }),
    uncovered: () => head?.uncovered.length ?? 0,
    publicKey: () => head?.header.signer ?? undefined,
    segment: () => head?.segment ?? 1,
  };
}

function isCorrupt(error: unknown): boolean {
  return error instanceof AuditError && error.code === "AUDIT_CORRUPT";
}
