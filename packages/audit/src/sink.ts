import { system as realSystem, type System } from "@infershield/core";
import { type Home, openAppendFile } from "@infershield/home";
import { type AuditError, toUnavailable } from "./error.ts";
import { asciiJson } from "./line.ts";
import { type AuditEntry, parseRecord } from "./read.ts";
import type { AuditRecord } from "./record.ts";
import { parseHeader } from "./segment.ts";
import { openSinkMemory } from "./sink-place.ts";
import type { AuditSource } from "./storage.ts";

/** What a target gets: a record, or a signed checkpoint as `{"checkpoint":"<note>"}`. */
export interface SinkItem {
  /** As it stands in an export. */
  readonly line: string;
  readonly record?: AuditRecord;
}

/** Another system that gets the records. */
export interface SinkTarget {
  /**
   * Resolves when the other side has the records, or will never take them. When it rejects they come again: each arrives at least once.
   */
  send(items: readonly SinkItem[], signal: AbortSignal): Promise<"taken" | "refused">;
  close(): Promise<void>;
}

/** How a sink is doing. */
export interface SinkStatus {
  readonly name: string;
  /** Last record that the target has, or that was passed over. */
  readonly delivered: number;
  /** Records that it lacks. */
  readonly lag: number;
  /** Records passed over: the target was away too long, or refused them. */
  readonly dropped: number;
  /** Attempts in a row that failed, and the last failure. */
  readonly failures: number;
  readonly lastError: AuditError | undefined;
}

/** Carries records on to one target. */
export interface Sink {
  /** Sends everything new. Never rejects: a failure is in the status, and the next call begins where this one stopped. */
  deliver(): Promise<SinkStatus>;
  status(): SinkStatus;
  /** Breaks off what is being sent. */
  close(): Promise<void>;
}

/** Records that a target will not get. */
export interface DroppedRecords {
  readonly sink: string;
  readonly from: number;
  readonly to: number;
  /** `away`: it lagged too far behind. `refused`: it will never take them; their lines are in `audit/dead-<name>.jsonl`. */
  readonly reason: "away" | "refused";
}

/** Options of {@link openSink}. */
export interface SinkOptions {
  readonly home: Home;
  readonly source: AuditSource;
  /** Names the file `audit/sink-<name>` that remembers how far the target has come: lower case letters, digits, hyphens. */
  readonly name: string;
  readonly target: SinkTarget;
  /** Records that a target may lack; older ones are passed over then. Default 1,000,000. */
  readonly maxLag?: number;
  /** Records sent at a time; default 500. */
  readonly batchRecords?: number;
  /** A target that takes longer has failed; default 10 s. */
  readonly timeoutMs?: number;
  /** The last checkpoint that was signed: the target gets each once, as the log's proof where this machine cannot reach it. */
  readonly checkpoint?: () => string | undefined;
  /** Told when records were passed over, so that it is recorded. */
  readonly onDropped?: (dropped: DroppedRecords) => void;
  readonly system?: System;
}

/**
 * Opens a sink. The log itself is its outbox: it reads on from where the target has come to. A target that is away therefore blocks
 * no request and costs no memory, and it gets what it missed when it is back.
 *
 * @throws HomeError
 */
export async function openSink(options: SinkOptions): Promise<Sink> {
  const { home, source, name, target, maxLag = 1_000_000, batchRecords = 500, timeoutMs = 10_000 } = options;
  const { onDropped = () => undefined, system = realSystem } = options;
  const deadLetters = home.file("audit", `dead-${name}.jsonl`);
  const memory = await openSinkMemory(home, name, system);
  let { place } = memory;
  let status: SinkStatus = { name, delivered: place.seq, lag: 0, dropped: 0, failures: 0, lastError: undefined };
  let delivering: Promise<SinkStatus> | undefined;
  let sentCheckpoint: string | undefined;
  const closed = new AbortController();

  async function deliver(): Promise<SinkStatus> {
    let last = place.seq;
    let lastError: AuditError | undefined;
    try {
      last = await source.lastSeq();
      await sendNew(last);
      await sendCheckpoint(options.checkpoint?.());
    } catch (error) {
      lastError = toUnavailable(error);
    }
    const failures = lastError === undefined ? 0 : status.failures + 1;
    status = { ...status, delivered: place.seq, lag: Math.max(0, last - place.seq), failures, lastError };
    return status;
  }

  async function sendNew(last: number): Promise<void> {
    for (const segment of await source.segments()) {
      const header = parseHeader((await source.header(segment)) ?? "");
      if (header === undefined) return;
      // Another log, or an older copy of this one whose last numbers are given again: what came twice is better than what never came.
      if (header.origin !== place.origin || last < place.seq)
        place = { origin: header.origin, seq: 0, segment, position: 0 };
      if (segment < place.segment) continue;
      if (segment > place.segment) place = { ...place, segment, position: 0 };
      // Deleted when its time was over, or too far behind.
      await passOver(Math.max(header.first_seq - 1, last - maxLag), "away");
      await sendSegment(segment);
    }
  }

  async function sendSegment(segment: number): Promise<void> {
    let header = place.position === 0;
    for await (const { lines, end } of source.read(segment, place.position)) {
      const entries = lines
        .slice(header ? 1 : 0)
        .map((line) => ({ record: parseRecord(line, segment), line, segment }));
      const fresh = entries.filter(({ record }) => record.seq > place.seq);
      for (let from = 0; from < fresh.length; from += batchRecords) await send(fresh.slice(from, from + batchRecords));
      place = { ...place, position: end };
      header = false;
    }
    await memory.remember(place);
  }

  async function send(batch: readonly AuditEntry[]): Promise<void> {
    const last = batch.at(-1)?.record.seq ?? place.seq;
    const answer = await withinTime((signal) => target.send(batch, signal), {
      ms: timeoutMs,
      closed: closed.signal,
      system,
    });
    if (answer === "refused") {
      await keepDeadLetters(batch);
      await passOver(last, "refused");
    } else {
      place = { ...place, seq: last };
      await memory.remember(place);
    }
  }

  async function sendCheckpoint(note: string | undefined): Promise<void> {
    if (note === undefined || note === sentCheckpoint) return;
    const items = [{ line: asciiJson({ checkpoint: note }) }];
    await withinTime((signal) => target.send(items, signal), { ms: timeoutMs, closed: closed.signal, system });
    sentCheckpoint = note;
  }

  async function passOver(to: number, reason: DroppedRecords["reason"]): Promise<void> {
    if (to <= place.seq) return;
    onDropped({ sink: name, from: place.seq + 1, to, reason });
    status = { ...status, dropped: status.dropped + to - place.seq };
    place = { ...place, seq: to };
    await memory.remember(place);
  }

  /** Bounded: the records themselves are in the log. */
  async function keepDeadLetters(batch: readonly AuditEntry[]): Promise<void> {
    const file = await openAppendFile(deadLetters);
    try {
      const text = batch.map(({ line }) => `${line}\n`).join("");
      if (file.sizeBytes + text.length <= maxDeadLetterBytes) await file.append(Buffer.from(text, "latin1"));
    } finally {
      await file.close();
    }
  }

  return {
    deliver: () => {
      delivering ??= deliver().finally(() => {
        delivering = undefined;
      });
      return delivering;
    },
    status: () => status,
    close: async () => {
      closed.abort();
      await delivering;
      await target.close();
    },
  };
}

const maxDeadLetterBytes = 16 * 1024 * 1024;

async function withinTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, closed, system }: { readonly ms: number; readonly closed: AbortSignal; readonly system: System },
): Promise<T> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, closed]);
  const late = system.sleep(ms, signal).then(() => {
    done.abort();
    throw new Error("The target did not take the records in time.");
  });
  // Also rejects when the wait is ended because the work is done; nobody looks at it then.
  late.catch(() => undefined);
  try {
    return await Promise.race([work(signal), late]);
  } finally {
    done.abort();
  }
}
