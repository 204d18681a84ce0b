/** Signed notes that lie beside the lines of a log. */
export type NoteKind = "checkpoint" | "tombstone";

/** Lines of one segment, many at a time: one step of an asynchronous loop costs as much as checking a line. */
export interface LineChunk {
  /** Whole lines without their newline, as Latin-1 text. */
  readonly lines: readonly string[];
  /** Half a line at the end of the segment, which a crash leaves; else empty. */
  readonly rest: string;
  /** Where the next reading of the segment goes on; means something to the source only. */
  readonly end: number;
}

/** A log as a reader sees it, wherever it lies: `docs/audit-format.md` describes its lines and notes. */
export interface AuditSource {
  /**
   * Numbers of the segments, rising; empty before the first record.
   *
   * @throws AuditError `NO_LOG` when there is no place where a log could be
   */
  segments(): Promise<readonly number[]>;
  /** First line of a segment; undefined when it is not whole. */
  header(segment: number): Promise<string | undefined>;
  /**
   * The lines of a segment, header first.
   *
   * @param from - `end` of a chunk read before; 0 without it.
   */
  read(segment: number, from?: number): AsyncIterable<LineChunk>;
  /**
   * The notes of one kind that are there when it is called, oldest first, each with its last newline. Records that were there before cannot
   * be missing from what is read later, so a checkpoint without its records is a log that was cut.
   */
  notes(kind: NoteKind): AsyncIterable<string>;
  /** Number of the last record; 0 in an empty log. */
  lastSeq(): Promise<number>;
}

/** How far a writer knows a log. */
export interface LogEnd {
  readonly segment: number;
  /** Bytes of the segment's whole lines, newlines included. */
  readonly sizeBytes: number;
  readonly seq: number;
  /** `end` of the last {@link LogNews.checkpoint}. */
  readonly notesEnd: number;
}

/** Lines of one segment that a writer did not know. */
export interface NewLines {
  readonly segment: number;
  /** First line of the segment, when the writer did not know it. */
  readonly header?: string;
  readonly records: readonly string[];
  /** Bytes of the segment before `records`. */
  readonly startBytes: number;
}

/** What a writer did not know about a log. */
export interface LogNews {
  readonly lines: readonly NewLines[];
  /** The last checkpoint, when there may be a new one; `note` is undefined while there is none at all. */
  readonly checkpoint?: { readonly note: string | undefined; readonly end: number };
  /** Bytes of half a line, and whether half a note, were left by a writer that died. */
  readonly tornBytes: number;
  readonly tornNote: boolean;
}

/**
 * Where the lines and notes of a log are kept. It knows nothing of chains and signatures; what is asked of a driver is durability, order,
 * and that of several writers one at a time appends.
 *
 * All but `exclusively`, `close` and what reads is called within `exclusively`.
 */
export interface AuditStorage extends AuditSource {
  /** Runs `work` while no other process and no other caller of this one appends. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /**
   * What lies behind a known end. Without one: the last segment, from the line before the first record that no checkpoint covers (or
   * any earlier one), or from the header; in a segment without a signer, at least the last append that is whole.
   *
   * @returns undefined when there is neither a record nor a checkpoint
   * @throws AuditError `AUDIT_CORRUPT` when what was known is not there any more
   */
  news(known: LogEnd | undefined): Promise<LogNews | undefined>;
  /** Sets aside what lies behind this end: half a line, lines of an append that is not whole, half a note. */
  setTornAside(end: LogEnd): Promise<void>;
  /** Begins a segment with its header, durably. */
  begin(segment: number, header: string): Promise<void>;
  /** Appends lines behind an end, each with its newline, durably, all or none. @param lines - Not changed before the promise settles. */
  append(end: LogEnd, lines: Buffer): Promise<void>;
  /** Appends a signed note, durably. @returns the new `notesEnd` of that kind */
  addNote(kind: NoteKind, note: string): Promise<number>;
  /** Deletes the oldest checkpoints as long as `drop` says so; the last one stays. */
  dropCheckpoints(drop: (note: string) => boolean): Promise<void>;
  /** Deletes a whole segment. */
  remove(segment: number): Promise<void>;
  /** Takes the whole log away into a new folder, as files, and leaves none. @param folder - Absolute path that does not exist. */
  setAside(folder: string): Promise<void>;
  close(): Promise<void>;
}
