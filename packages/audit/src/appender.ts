import type { KeyedDigest, Signer, System } from "@infershield/core";
import type { AppendFile, Home, openAppendFile } from "@infershield/home";
import { signCheckpoint } from "./checkpoint.ts";
import { corrupt } from "./error.ts";
import { checkpointsPath, followHead, type Head, loadHead, previousDigest } from "./head.ts";
import { chainStart, type SealedLine, sealLine } from "./line.ts";
import { formatNoteKey, noteKey } from "./note.ts";
import { cutSegment, setTornAside } from "./repair.ts";
import { fileState, parseHeader, sealHeader, segmentPath } from "./segment.ts";
import { createWriteTurn } from "./write-turn.ts";

/** What an appender works with. */
export interface AppenderOptions {
  readonly home: Home;
  readonly directory: string;
  readonly auditKey: KeyedDigest;
  readonly signer: Signer | undefined;
  readonly system: System;
  readonly maxSegmentBytes: number;
  readonly maxSegmentAgeMs: number;
  readonly openFile: typeof openAppendFile;
  /** Gets every signed checkpoint, so that a copy can be kept elsewhere. */
  readonly onCheckpoint: (note: string) => void;
  /** Told when half a record of a dead writer was cut off and kept beside the log. */
  readonly onTorn: (bytes: number) => void;
}

/** Appends to a log that other processes append to as well. */
export interface Appender {
  /** Begins the log when there is none, and cuts off what a dead writer left half written. */
  open(): Promise<void>;
  /**
   * Chains and writes contents in one durable append.
   *
   * @param contents - JSON objects as `asciiJson` writes them.
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
  close(): Promise<void>;
}

/** @see AppenderOptions */
export function createAppender(options: AppenderOptions): Appender {
  const { home, directory, auditKey, signer, system } = options;
  const turn = createWriteTurn({ home, directory, system });
  let head: Head | undefined;
  let file: AppendFile | undefined;
  let checkpoints: AppendFile | undefined;
  let named: { readonly origin: string; readonly key: string } | undefined;

  async function current(): Promise<Head> {
    if (head === undefined) {
      head = loadHead(directory);
      if (head === undefined) return begin(1, chainStart, undefined);
    } else {
      const { segment } = head.header;
      followHead(head, directory);
      if (head.header.segment !== segment) await closeFile();
    }
    const torn = await setTornAside(head, directory, system);
    if (torn > 0) options.onTorn(torn);
    return mustRotate(head) ? rotate(head) : head;
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
    if (old.header.signer === signerName(old.header.origin)) await writeCheckpoint(old);
    return begin(old.seq + 1, old.hash, old);
  }

  async function begin(firstSeq: number, prev: string, old: Head | undefined): Promise<Head> {
    const segment = (old?.header.segment ?? 0) + 1;
    const origin = old?.header.origin ?? `infershield-audit/${Buffer.from(system.randomBytes(8)).toString("hex")}`;
    const path = segmentPath(directory, segment);
    if ((fileState(path)?.sizeBytes ?? 0) > 0) await cutSegment(directory, segment, 0, system);
    const place = { origin, segment, first_seq: firstSeq, kid: auditKey.kid, signer: signerName(origin) };
    const line = sealHeader({ ...place, now: system.now(), prev }, auditKey);
    const header = parseHeader(line.text);
    await writeThrough(path, bytesOf([line]), "new");
    const inode = fileState(path)?.inode;
    if (header === undefined || inode === undefined) throw corrupt(`segment ${segment} vanished`);
    const { checkpoint, checkpointBytes = 0 } = old ?? {};
    const state = { seq: firstSeq - 1, hash: line.hash, uncovered: [], tornBytes: 0, tornCheckpointBytes: 0 };
    head = { header, inode, sizeBytes: line.text.length + 1, ...state, checkpoint, checkpointBytes };
    return head;
  }

  async function writeCheckpoint(at: Head): Promise<void> {
    if (signer === undefined || at.uncovered.length === 0) return;
    const first = at.seq - at.uncovered.length + 1;
    const run = { origin: at.header.origin, first, leaves: at.uncovered, previous: previousDigest(at) };
    const checkpoint = signCheckpoint({ ...run, now: system.now() }, signer);
    checkpoints ??= await options.openFile(checkpointsPath(directory));
    await checkpoints.append(Buffer.from(`${checkpoint.note}\n`, "utf8"));
    at.checkpointBytes = checkpoints.sizeBytes;
    at.checkpoint = checkpoint;
    at.uncovered = [];
    options.onCheckpoint(checkpoint.note);
  }

  /** After a failure the file is opened anew, and its end looked at again, before the next write. */
  async function writeThrough(path: string, bytes: Uint8Array, segment: "same" | "new"): Promise<void> {
    try {
      if (segment === "new") await closeFile();
      file ??= await options.openFile(path);
      await file.append(bytes);
    } catch (error) {
      await closeFile();
      throw error;
    }
  }

  async function closeFile(): Promise<void> {
    const open = file;
    file = undefined;
    await open?.close();
  }

  async function append(contents: readonly string[]): Promise<number> {
    const at = await current();
    const first = at.seq + 1;
    let { seq, hash: prev } = at;
    const lines = contents.map((content) => {
      const line = sealLine(content, { prev, seq: ++seq }, auditKey);
      prev = line.hash;
      return line;
    });
    const bytes = bytesOf(lines);
    await writeThrough(segmentPath(directory, at.header.segment), bytes, "same");
    at.sizeBytes += bytes.length;
    at.seq = seq;
    at.hash = prev;
    if (signer !== undefined) at.uncovered.push(...lines.map((line) => line.hash));
    return first;
  }

  return {
    open: () =>
      turn.run(async () => {
        await current();
      }),
    append: (contents) => turn.run(() => append(contents)),
    checkpoint: () => turn.run(async () => writeCheckpoint(await current())),
    uncovered: () => head?.uncovered.length ?? 0,
    publicKey: () => head?.header.signer ?? undefined,
    segment: () => head?.header.segment ?? 1,
    close: async () => {
      await turn.close();
      await closeFile();
      await checkpoints?.close();
    },
  };
}

function bytesOf(lines: readonly SealedLine[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${line.text}\n`).join(""), "latin1");
}
