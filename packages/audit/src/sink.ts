import { system as realSystem, type System } from "@infershield/core";
import { type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { type AuditError, toUnavailable } from "./error.ts";
import { readLine } from "./line.ts";
import { type AuditEntry, readEntries } from "./read.ts";
import { fileState, listSegments, readRange, segmentPath } from "./segment.ts";

/** Another system that gets the records. */
export interface SinkTarget {
  /** Resolves when the other side has the records. When it rejects they come again: each arrives at least once. */
  send(entries: readonly AuditEntry[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** How a sink is doing. */
export interface SinkStatus {
  /** Last record that the target has. */
  readonly delivered: number;
  /** Records that it lacks. */
  readonly lag: number;
  /** Records passed over because the target was away too long. */
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
  close(): Promise<void>;
}

/** Options of {@link openSink}. */
export interface SinkOptions {
  readonly home: Home;
  /** Names the file `audit/sink-<name>` that remembers how far the target has come: lower case letters, digits, hyphens. */
  readonly name: string;
  readonly target: SinkTarget;
  /** Records that a target may lack; older ones are passed over then. Default 1,000,000. */
  readonly maxLag?: number;
  /** Records sent at a time; default 500. */
  readonly batchRecords?: number;
  /** A target that takes longer has failed; default 10 s. */
  readonly timeoutMs?: number;
  /** Told when records were passed over, so that it is recorded. */
  readonly onDropped?: (dropped: { readonly from: number; readonly to: number }) => void;
  readonly system?: System;
}

/** How far a target has come. */
interface Place {
  readonly seq: number;
  readonly segment: number;
}

/**
 * Opens a sink. The log itself is its outbox: it reads on from where the target has come to. A target that is away therefore blocks
 * no request and costs no memory, and it gets what it missed when it is back.
 *
 * @throws HomeError
 */
export async function openSink(options: SinkOptions): Promise<Sink> {
  const { home, name, target, maxLag = 1_000_000, batchRecords = 500, timeoutMs = 10_000 } = options;
  const { onDropped = () => undefined, system = realSystem } = options;
  const directory = home.file("audit");
  const path = home.file("audit", `sink-${name}`);
  let place = parsePlace(await readPrivateFile(path));
  let status: SinkStatus = { delivered: place.seq, lag: 0, dropped: 0, failures: 0, lastError: undefined };
  let delivering: Promise<SinkStatus> | undefined;

  async function deliver(): Promise<SinkStatus> {
    let last = place.seq;
    try {
      last = lastRecord(directory);
      passOver(last - maxLag);
      await sendAfter(place);
      status = {
        ...status,
        delivered: place.seq,
        lag: Math.max(0, last - place.seq),
        failures: 0,
        lastError: undefined,
      };
    } catch (error) {
      const lag = Math.max(0, last - place.seq);
      const failures = status.failures + 1;
      status = { ...status, delivered: place.seq, lag, failures, lastError: toUnavailable(error) };
    }
    return status;
  }

  function passOver(to: number): void {
    if (to <= place.seq) return;
    onDropped({ from: place.seq + 1, to });
    status = { ...status, dropped: status.dropped + to - place.seq };
    place = { ...place, seq: to };
  }

  async function sendAfter({ seq, segment }: Place): Promise<void> {
    let batch: AuditEntry[] = [];
    for await (const entry of readEntries(directory, { fromSegment: segment })) {
      if (entry.record.seq > seq) batch.push(entry);
      if (batch.length < batchRecords) continue;
      await send(batch);
      batch = [];
    }
    await send(batch);
  }

  async function send(batch: readonly AuditEntry[]): Promise<void> {
    const last = batch.at(-1);
    if (last === undefined) return;
    await withinTime((signal) => target.send(batch, signal), timeoutMs, system);
    place = { seq: last.record.seq, segment: last.segment };
    await writeFileDurably(path, Buffer.from(`${JSON.stringify(place)}\n`), { randomBytes: system.randomBytes });
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
      await delivering;
      await target.close();
    },
  };
}

async function withinTime(work: (signal: AbortSignal) => Promise<void>, ms: number, system: System): Promise<void> {
  const done = new AbortController();
  const late = system.sleep(ms, done.signal).then(
    () => {
      done.abort();
      throw new Error("The target did not take the records in time.");
    },
    () => undefined,
  );
  try {
    await Promise.race([work(done.signal), late]);
  } finally {
    done.abort();
  }
}

/** Number of the last whole record in a log; 0 in an empty one. */
function lastRecord(directory: string): number {
  for (const segment of listSegments(directory).toReversed()) {
    const path = segmentPath(directory, segment);
    const size = fileState(path)?.sizeBytes ?? 0;
    const lines = readRange(path, Math.max(0, size - lastWindowBytes), size)
      .split("\n")
      .slice(0, -1);
    const seq = lines.flatMap((line) => readLine(line)?.seq ?? []).at(-1);
    if (seq !== undefined) return seq;
  }
  return 0;
}

/** Holds at least one whole line. */
const lastWindowBytes = 64 * 1024;

/** A place that cannot be read is the beginning: records come twice rather than not at all. */
function parsePlace(bytes: Uint8Array | undefined): Place {
  const found = /^\{"seq":([0-9]{1,15}),"segment":([0-9]{1,12})\}\n$/.exec(Buffer.from(bytes ?? []).toString("utf8"));
  return found?.[1] === undefined ? { seq: 0, segment: 0 } : { seq: Number(found[1]), segment: Number(found[2]) };
}
