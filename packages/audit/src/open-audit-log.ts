import { type KeyedDigest, system as realSystem, type Signer, type System } from "@infershield/core";
import { createPrivateFolder, type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { createAppender } from "./appender.ts";
import { AuditError, toUnavailable } from "./error.ts";
import type { AuditEvent, AuditLog, AuditReceipt } from "./event.ts";
import type { Excerpts } from "./excerpt.ts";
import { createGroupCommit } from "./group-commit.ts";
import { ownEvent } from "./own-event.ts";
import { recordJson } from "./record.ts";
import type { SealedExcerpt } from "./sealed-excerpt.ts";
import type { AuditStorage } from "./storage.ts";
import { unknownOutcome, unmatchedIntents } from "./unmatched.ts";
import { closeDeadWriters, trackIntents } from "./writers.ts";

/** Options of {@link openAuditLog}. */
export interface AuditLogOptions {
  /** Where it keeps what is no record: who writes, the keys of excerpts, the public key. */
  readonly home: Home;
  /** Where its lines lie; closed with the log. */
  readonly storage: AuditStorage;
  readonly auditKey: KeyedDigest;
  /** Signs checkpoints; without one the log is chained and authenticated, but an outsider cannot verify it. */
  readonly signer?: Signer;
  readonly system?: System;
  /** A new segment begins at this size; default 16 MiB. */
  readonly maxSegmentBytes?: number;
  /** A new segment begins at this age; default 24 h. */
  readonly maxSegmentAgeMs?: number;
  /** Records after which a checkpoint is signed; default 1,000. */
  readonly checkpointRecords?: number;
  /** Longest time a record stays without a checkpoint; default 60 s. */
  readonly checkpointMs?: number;
  /** Gets every signed checkpoint, so that a copy can be kept where this machine cannot reach it. */
  readonly onCheckpoint?: (note: string) => void;
  /** Encrypts and keeps the excerpts of events; without it they are dropped. */
  readonly excerpts?: Excerpts;
  /** Told about work that failed after a record was durable: a checkpoint that could not be signed. It is tried again. */
  readonly onProblem?: (error: AuditError) => void;
}

const mebibyte = 1024 * 1024;
const dayMs = 86_400_000;

/**
 * Opens an audit log for recording. Several processes may have it open at the same time.
 *
 * What a crash left is put in order first: half a record is cut off and kept beside, and intents of dead processes get an outcome
 * `unknown`.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`; HomeError `HOME_NOT_PRIVATE`
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { home, system = realSystem } = options;
  await createPrivateFolder(home.file("audit"));
  const log = createLog(options, system);
  try {
    await log.open();
    await closeDeadWriters(home, log.closeIntentsOf);
  } catch (error) {
    await log.abandon();
    throw toUnavailable(error);
  }
  const { recordIntent, recordOutcome, record, flush, close } = log;
  return { recordIntent, recordOutcome, record, flush, close };
}

interface OpenLog extends AuditLog {
  open(): Promise<void>;
  /** Gives the intents of a writer that died their outcome `unknown`. */
  closeIntentsOf(writer: string, fromSegment: number): Promise<void>;
  /** Lets go of the files and writes nothing more. */
  abandon(): Promise<void>;
}

function createLog(options: AuditLogOptions, system: System): OpenLog {
  const { home, storage, auditKey, signer, checkpointRecords = 1000, checkpointMs = 60_000 } = options;
  const { onProblem = () => undefined, onCheckpoint = () => undefined } = options;
  const ownWriter = Buffer.from(system.randomBytes(8)).toString("hex");
  const stop = new AbortController();
  const intents = trackIntents({ home, writer: ownWriter });
  /** Events about the log itself, which the next append takes along. */
  const notices: string[] = [];
  const beforeQueue = new Set<Promise<AuditReceipt>>();
  let timer: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const appender = createAppender({
    storage,
    auditKey,
    signer,
    system,
    maxSegmentBytes: options.maxSegmentBytes ?? 16 * mebibyte,
    maxSegmentAgeMs: options.maxSegmentAgeMs ?? dayMs,
    onCheckpoint,
    onTorn: (bytes) => {
      const about = { action: "audit.recovered", reason: "torn_record", bytesIn: bytes };
      notices.push(contentOf(ownEvent(ownWriter, about), ownWriter));
    },
  });

  const commit = createGroupCommit(async (contents) => {
    const noticed = notices.slice();
    const first = await appender.append([...noticed, ...contents]);
    notices.splice(0, noticed.length);
    await reporting(() => intents.moveOn(appender.segment()));
    // Nobody waits for it but the next append.
    if (appender.uncovered() >= checkpointRecords) void reporting(appender.checkpoint);
    else if (appender.uncovered() > 0) timer ??= checkpointLater();
    return first + noticed.length;
  });

  /** For work that follows a durable append: when it fails the records are still durable, and the next append tries it again. */
  async function reporting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onProblem(toUnavailable(error));
    }
  }

  async function checkpointLater(): Promise<void> {
    try {
      await system.sleep(checkpointMs, stop.signal);
    } catch (error) {
      // `close` signs the last checkpoint itself.
      if (stop.signal.aborted) return;
      throw error;
    }
    timer = undefined;
    await reporting(appender.checkpoint);
  }

  function contentOf(event: AuditEvent, writer: string, phase = event.phase, excerpt?: SealedExcerpt): string {
    return recordJson(event, { now: system.now(), writer, phase, excerpt });
  }

  function sealedExcerpt(
    { tenant, userId, requestId, excerpt }: AuditEvent,
    phase: AuditEvent["phase"],
  ): SealedExcerpt | undefined | Promise<SealedExcerpt> {
    if (options.excerpts === undefined || excerpt === undefined) return undefined;
    const fail = (error: unknown): Promise<never> => Promise.reject(toUnavailable(error));
    try {
      const sealed = options.excerpts.seal(excerpt, { tenant, userId, requestId, phase });
      return sealed instanceof Promise ? sealed.catch(fail) : sealed;
    } catch (error) {
      return fail(error);
    }
  }

  /** Not asynchronous itself, but for a first excerpt and a first intent: it runs twice a request. */
  function write(event: AuditEvent, phase: AuditEvent["phase"], onDurable?: () => void): Promise<AuditReceipt> {
    if (closing !== undefined) return Promise.reject(new AuditError("CLOSED", "The audit log is closed."));
    const entered = phase === "intent" ? intents.enter(appender.segment()) : undefined;
    const sealed = sealedExcerpt(event, phase);
    if (entered === undefined && !(sealed instanceof Promise)) return add(event, phase, { onDurable, excerpt: sealed });
    return preparing(async () => {
      const [whole] = await Promise.all([sealed, entered]);
      return add(event, phase, { onDurable, excerpt: whole });
    });
  }

  function add(
    event: AuditEvent,
    phase: AuditEvent["phase"],
    {
      excerpt,
      onDurable,
    }: { readonly excerpt?: SealedExcerpt | undefined; readonly onDurable: (() => void) | undefined },
  ): Promise<AuditReceipt> {
    try {
      return commit.add(contentOf(event, ownWriter, phase, excerpt), onDurable);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Lets `flush` and `close` wait for a record that is not in the queue yet. */
  async function preparing(work: () => Promise<AuditReceipt>): Promise<AuditReceipt> {
    const running = work();
    beforeQueue.add(running);
    try {
      return await running;
    } finally {
      beforeQueue.delete(running);
    }
  }

  async function settled(): Promise<void> {
    await Promise.allSettled(beforeQueue);
    await commit.settled();
  }

  async function closeAll(): Promise<void> {
    await settled();
    const open = intents.open().map((intent) => contentOf(unknownOutcome(intent, "shutdown"), ownWriter));
    try {
      await Promise.all(open.map((content) => commit.add(content)));
      await intents.leave();
    } finally {
      stop.abort();
      await timer;
      await reporting(appender.checkpoint);
      await storage.close();
    }
  }

  return {
    open: async () => {
      await appender.open();
      await publishKey(home, appender.publicKey());
    },
    closeIntentsOf: async (writer, fromSegment) => {
      const open = await unmatchedIntents(storage, writer, fromSegment);
      await Promise.all(open.map((intent) => commit.add(contentOf(unknownOutcome(intent, "writer_died"), writer))));
    },
    recordIntent: (event) => write(event, "intent", () => intents.add(event, appender.segment())),
    recordOutcome: (event) => write(event, "outcome", () => intents.remove(event.requestId)),
    record: (event) => write(event, "terminal"),
    flush: settled,
    close: () => {
      closing ??= closeAll();
      return closing;
    },
    abandon: async () => {
      stop.abort();
      await timer;
      await storage.close();
    },
  };
}

/** Keeps `audit.pub` in step, from where a person copies it to whoever shall verify exports. */
async function publishKey(home: Home, publicKey: string | undefined): Promise<void> {
  if (publicKey === undefined) return;
  const path = home.file("audit.pub");
  const text = `${publicKey}\n`;
  const present = await readPrivateFile(path);
  if (present === undefined || Buffer.from(present).toString("utf8") !== text) {
    await writeFileDurably(path, Buffer.from(text));
  }
}
