// What @infershield/audit promises; written by `pnpm api`.

// classify.d.ts
import type { ReadLine } from "./line.ts";
import { type PlacedLine } from "./walk.ts";
/** How a log was changed. */
export type Tampering = "edited" | "deleted" | "inserted" | "reordered" | "truncated" | "bad_signature" | "malformed";
/** A line that is not the one expected in its place. */
export interface Misfit {
    readonly line: PlacedLine;
    readonly expected: {
        readonly seq: number;
        readonly prev: string;
    };
    /** The line's parts when it is whole and authentic: a record of this log, only not of this place. */
    readonly genuine: ReadLine | undefined;
    /** What to call it when nothing after it explains more. */
    readonly alone: Tampering;
    readonly isGenuine: (line: ReadLine) => boolean;
}
/**
 * Names the kind of a change by what comes after it: the expected record may still follow, or its neighbours may have gone.
 * It reads on to the end of the log, once.
 */
export declare function classify(misfit: Misfit, directory: string, segments: readonly number[]): Promise<{
    readonly seq: number;
    readonly kind: Tampering;
}>;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `AUDIT_UNAVAILABLE`: the record is not on disk (full, failing, locked or read-only); nothing may be forwarded
 * - `AUDIT_CORRUPT`: what lies on disk contradicts itself, a checkpoint or what this process wrote; nothing is appended to it
 * - `INVALID_EVENT`: an event carries a number that is not finite or a request id that is empty
 * - `CLOSED`: the log was closed
 * - `NO_LOG`: there is no audit log in the folder
 * - `BROKEN`: an operation that needs an intact log met a broken one
 * - `UNKNOWN_KEY`: the log was written under an audit key that was not handed in
 * - `INVALID_KEY`: a verification key is not in the form `name+id+key`
 */
export type AuditErrorCode = "AUDIT_UNAVAILABLE" | "AUDIT_CORRUPT" | "INVALID_EVENT" | "CLOSED" | "NO_LOG" | "BROKEN" | "UNKNOWN_KEY" | "INVALID_KEY";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class AuditError extends InferShieldError<AuditErrorCode> {
}
/** Gives whatever stopped a write the one code that the caller acts on; an error with a code of ours stays as it is. */
export declare function toUnavailable(error: unknown): AuditError;
/** The log on disk is not what it must be. */
export declare function corrupt(what: string): AuditError;

// event.d.ts
import type { Finding, FindingAction, FindingCategory, Severity } from "@infershield/core";
/** One finding as it is recorded. The optional fields let a policy be replayed on it later. */
export interface AuditThreat {
    readonly rule: string;
    readonly category: FindingCategory;
    readonly score: number;
    readonly severity?: Severity;
    readonly role?: Finding["role"];
    /** What policy decided for it. */
    readonly action?: FindingAction;
}
/** Something to be recorded, in our own names; {@link AuditRecord} is what lies on disk. */
export interface AuditEvent {
    readonly event: "request" | "authentication" | "admin" | "token" | "lifecycle";
    /** What was asked for, such as `chat_completions`, `auth.login` or `token.create`. */
    readonly action: string;
    /** `intent` before something is forwarded, `outcome` after it, `terminal` for what needs one record only. */
    readonly phase: "intent" | "outcome" | "terminal";
    readonly tenant: string;
    readonly userId: string;
    readonly tokenId?: string;
    readonly device?: string;
    readonly requestId: string;
    readonly sessionId?: string;
    readonly provider?: string;
    readonly model?: string;
    readonly decision: "allow" | "redact" | "block" | "error" | "refuse";
    readonly blocked: boolean;
    /** 0–100. */
    readonly riskScore: number;
    readonly threats: readonly AuditThreat[];
    readonly policyId?: string;
    readonly policyHash?: string;
    readonly detectorVersion?: string;
    /** False in monitor mode. */
    readonly enforced?: boolean;
    /** HTTP status that the client got. */
    readonly status?: number;
    /** HTTP status that the provider gave. */
    readonly upstreamStatus?: number;
    readonly tokensIn?: number;
    readonly tokensOut?: number;
    readonly bytesIn?: number;
    readonly bytesOut?: number;
    readonly latencyMs?: number;
    readonly outcome?: "completed" | "aborted" | "blocked" | "failed" | "unknown";
    /** A code in lower case, never free text. */
    readonly reason?: string;
    /** How many like it this one record stands for (aggregated refusals); 1 without it. */
    readonly count?: number;
    /** Address of the client. */
    readonly peer?: string;
    readonly userAgent?: string;
    /** Text of the request (intent, terminal) or of the answer (outcome), redacted already. Stored encrypted or not at all. */
    readonly excerpt?: string;
}
/** Tells that a record is on disk. */
export interface AuditReceipt {
    /** Its number in the log, from 1. */
    readonly seq: number;
}
/** Where events are recorded. Every promise resolves when the record is durable and rejects when it is not. */
export interface AuditLog {
    /**
     * Records what is about to happen. Until it resolves nothing may be forwarded.
     *
     * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`, `INVALID_EVENT`, `CLOSED`
     */
    recordIntent(event: AuditEvent): Promise<AuditReceipt>;
    /** Records how it ended. @throws AuditError as {@link recordIntent} */
    recordOutcome(event: AuditEvent): Promise<AuditReceipt>;
    /** Records what needs one record only. @throws AuditError as {@link recordIntent} */
    record(event: AuditEvent): Promise<AuditReceipt>;
    /** Resolves when everything handed in before is durable or was refused. */
    flush(): Promise<void>;
    /** Flushes, closes intents without an outcome as `unknown`, signs a last checkpoint and lets go of the files. */
    close(): Promise<void>;
}

// excerpt.d.ts
import { type Sealer, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import type { AuditRecord } from "./record.ts";
/** An excerpt as a record holds it; `iv`, `authTag` and `ciphertext` are base64url. */
export interface SealedExcerpt {
    readonly v: 1;
    readonly alg: "A256GCM";
    /** Id of the person's key, hex: a later key does not open what an earlier, destroyed one sealed. */
    readonly kid: string;
    readonly iv: string;
    readonly authTag: string;
    readonly ciphertext: string;
}
/** What an excerpt is bound to: moved to another record it does not open. */
export interface ExcerptContext {
    readonly tenant: string;
    readonly userId: string;
    readonly requestId: string;
    readonly phase: AuditRecord["phase"];
}
/** Encrypts excerpts under a key of each person, so that destroying one key makes that person's excerpts unreadable for good. */
export interface Excerpts {
    /** Cuts a text and encrypts it; makes the person's key when there is none. */
    seal(text: string, context: ExcerptContext): Promise<SealedExcerpt>;
    /** The text of a record's excerpt; undefined when it has none or the person's key was destroyed. */
    read(record: AuditRecord): Promise<string | undefined>;
    /** Destroys a person's key. @returns false when there was none */
    shred(person: {
        readonly tenant: string;
        readonly userId: string;
    }): Promise<boolean>;
}
/**
 * Opens the excerpt keys of a home, `audit/keys/`.
 *
 * @param options.sealer - Seals each person's key; its own context keeps keys apart.
 * @param options.maxCharacters - Code points kept of a text; default 500.
 */
export declare function openExcerpts(options: {
    readonly home: Home;
    readonly sealer: Sealer;
    readonly maxCharacters?: number;
    readonly system?: System;
}): Excerpts;

// export.d.ts
import { type AuditFilter } from "./read.ts";
/** `jsonl` carries proofs and verifies alone; the others are for spreadsheets and log collectors. */
export type ExportFormat = "jsonl" | "csv" | "cef" | "ocsf";
/**
 * Exports records, piece by piece: memory does not grow with the log.
 *
 * @throws AuditError `NO_LOG`, `BROKEN` at a line that is no record
 */
export declare function exportAudit(options: {
    readonly directory: string;
    readonly format: ExportFormat;
    readonly filter?: AuditFilter;
}): AsyncGenerator<string>;

// holds.d.ts
import { type Home } from "@infershield/home";
/** Keeps records from being deleted although their time is over. */
export interface LegalHold {
    /** Name of the matter. */
    readonly name: string;
    /** Only segments with records of this person; everything without it. */
    readonly userId?: string;
}
/**
 * The holds of a home, `audit/holds.json`.
 *
 * @throws AuditError `AUDIT_CORRUPT` when the file is not readable: nothing may be deleted then
 */
export declare function listHolds(home: Home): Promise<readonly LegalHold[]>;
/** Puts a hold on, or replaces the one of that name. */
export declare function placeHold(home: Home, hold: LegalHold): Promise<void>;
/** Takes a hold off; without one of that name nothing happens. */
export declare function liftHold(home: Home, name: string): Promise<void>;

// index.d.ts
export type { Tampering } from "./classify.ts";
export { AuditError, type AuditErrorCode } from "./error.ts";
export type { AuditEvent, AuditLog, AuditReceipt, AuditThreat } from "./event.ts";
export { type ExcerptContext, type Excerpts, openExcerpts, type SealedExcerpt } from "./excerpt.ts";
export { type ExportFormat, exportAudit } from "./export.ts";
export { type LegalHold, liftHold, listHolds, placeHold } from "./holds.ts";
export { formatNoteKey, type NoteKey, noteKey, parseNoteKey } from "./note.ts";
export { type AuditFileOptions, openAuditFile } from "./open-audit-file.ts";
export { type AuditEntry, type AuditFilter, readAuditLog } from "./read.ts";
export type { AuditRecord } from "./record.ts";
export { type Expiry, expireSegments } from "./retention.ts";
export { openSink, type Sink, type SinkOptions, type SinkStatus, type SinkTarget } from "./sink.ts";
export { fileTarget, streamTarget, syslogTarget, webhookTarget } from "./sink-targets.ts";
export { type AuditVerification, type VerifyOptions, verifyAuditLog } from "./verify.ts";

// line.d.ts
import type { KeyedDigest } from "@infershield/core";
/** `prev` of the first line of a log. */
export declare const chainStart: string;
/**
 * Writes one object as one line of printable ASCII: what is not printable, not ASCII, or would turn text round on a screen is a
 * `\u` escape, so that a line is safe wherever it is shown and has one spelling only.
 */
export declare function asciiJson(value: unknown): string;
/** A line with its place in the chain: without the newline that follows it on disk. */
export interface SealedLine {
    readonly text: string;
    /** SHA-256 in hex; also the leaf of the record in its checkpoint's tree. */
    readonly hash: string;
}
/**
 * Chains, authenticates and hashes one line.
 *
 * @param content - A JSON object as {@link asciiJson} wrote it.
 * @param seq - Its number; a segment's header has none.
 */
export declare function sealLine(content: string, place: {
    readonly prev: string;
    readonly seq?: number;
}, auditKey: KeyedDigest): SealedLine;
/** The parts of a line that the chain is made of. */
export interface ReadLine {
    readonly seq: number | undefined;
    readonly prev: string;
    readonly mac: string;
    readonly hash: string;
    /** What the `mac` is over. */
    readonly body: string;
    /** Whether `hash` fits the line. */
    readonly intact: boolean;
}
/**
 * Takes a line apart without parsing its JSON.
 *
 * @param text - The line without its newline; bytes read as Latin-1, of which only printable ASCII is ever right.
 * @returns undefined when it has not the fixed end of this format
 */
export declare function readLine(text: string): ReadLine | undefined;
/** Whether a line was written by somebody with the audit key. `undefined` when the key of that id is not there. */
export declare function isAuthentic(line: ReadLine, kid: string, auditKey: KeyedDigest): boolean | undefined;

// note.d.ts
import type { Signer } from "@infershield/core";
/** A public key with the name it signs under, in the form `name+id+key` of C2SP signed notes. */
export interface NoteKey {
    readonly name: string;
    /** First 4 bytes of SHA-256 over name, newline, algorithm byte and key; hex. */
    readonly id: string;
    /** Raw Ed25519 public key, 32 bytes. */
    readonly publicKey: Uint8Array;
}
/** The key of a signer under a name, which holds neither space nor plus sign. */
export declare function noteKey(name: string, publicKey: Uint8Array): NoteKey;
/** `name+id+key` */
export declare function formatNoteKey(key: NoteKey): string;
/** Reads `name+id+key`; undefined when it is none. */
export declare function readNoteKey(text: string): NoteKey | undefined;
/**
 * Reads a key as it lies in `audit.pub`.
 *
 * @throws AuditError `INVALID_KEY`
 */
export declare function parseNoteKey(text: string): NoteKey;
/**
 * Signs a text as a C2SP signed note.
 *
 * @param text - Ends with a newline and holds no empty line.
 * @see https://c2sp.org/signed-note
 */
export declare function signNote(text: string, name: string, signer: Signer): string;
/** The signed text, or undefined when the note has not exactly one signature by this key. */
export declare function openNote(note: string, key: NoteKey): string | undefined;
/** Text and signature of a note, unchecked. */
export declare function splitNote(note: string): {
    text: string;
    name: string;
    signature: Buffer;
} | undefined;

// open-audit-file.d.ts
import { type KeyedDigest, type Signer, type System } from "@infershield/core";
import { type Home, openAppendFile } from "@infershield/home";
import { AuditError } from "./error.ts";
import type { AuditLog } from "./event.ts";
import type { Excerpts } from "./excerpt.ts";
/** Options of {@link openAuditFile}. */
export interface AuditFileOptions {
    readonly home: Home;
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
    /** Replaces the opening of files; tests only. */
    readonly openFile?: typeof openAppendFile;
}
/**
 * Opens the audit log of a home, `audit/NNNNNN.jsonl`. Several processes may have it open at the same time.
 *
 * What a crash left is put in order first: half a record is cut off and kept beside, and intents of dead processes get an outcome
 * `unknown`.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`; HomeError `HOME_NOT_PRIVATE`
 */
export declare function openAuditFile(options: AuditFileOptions): Promise<AuditLog>;

// read.d.ts
import type { AuditRecord } from "./record.ts";
/** Which records {@link readAuditLog} gives. All given conditions must hold. */
export interface AuditFilter {
    readonly userId?: string;
    readonly tenant?: string;
    readonly decision?: AuditRecord["decision"];
    readonly event?: AuditRecord["event"];
    readonly requestId?: string;
    /** Epoch milliseconds, inclusive. */
    readonly since?: number;
    /** Epoch milliseconds, exclusive. */
    readonly until?: number;
    /** First and last record number, inclusive. */
    readonly from?: number;
    readonly to?: number;
}
/** A record with the exact line it was read from. */
export interface AuditEntry {
    readonly record: AuditRecord;
    readonly line: string;
    readonly segment: number;
}
/**
 * Reads records from the oldest on. It checks that each is whole, not that the chain holds: that is `verifyAuditLog`.
 * A half-written last line is left out.
 *
 * @throws AuditError `NO_LOG`, `BROKEN` at a line that is no record
 */
export declare function readAuditLog(directory: string, filter?: AuditFilter): AsyncGenerator<AuditRecord>;
/** Whether a record is one that a filter asks for. */
export declare function matches(record: AuditRecord, filter: AuditFilter): boolean;
/** {@link readAuditLog} with lines; `containing` skips lines without a text before they are parsed. */
export declare function readEntries(directory: string, options?: {
    readonly fromSegment?: number;
    readonly containing?: string;
}): AsyncGenerator<AuditEntry>;
/** Lines of one file, many at a time: one step of an asynchronous loop costs as much as checking a line. */
export interface LineChunk {
    /** Whole lines without their newline, as Latin-1 text. */
    readonly lines: readonly string[];
    /** What follows the last newline of the file; empty but in the last chunk. */
    readonly rest: string;
}
/** The lines of a file. Memory is bounded: a line is cut when it grows past 1 MiB, which is no record then. */
export declare function readChunks(path: string): AsyncGenerator<LineChunk>;
/** The lines of a file one by one; `whole` is false for what follows the last newline. */
export declare function readLines(path: string): AsyncGenerator<{
    readonly text: string;
    readonly whole: boolean;
}>;

// record.d.ts
import type { AuditEvent, AuditThreat } from "./event.ts";
/** One record as it lies on disk, wire names and all; `docs/audit-format.md` describes every field. */
export interface AuditRecord {
    /** Epoch seconds. */
    readonly timestamp: number;
    readonly user_id: string;
    readonly provider: string | null;
    readonly action: string;
    readonly risk_score: number;
    readonly blocked: boolean;
    readonly request_id: string;
    readonly v: 1;
    /** ISO 8601 with milliseconds, UTC. */
    readonly ts: string;
    readonly event: AuditEvent["event"];
    readonly phase: AuditEvent["phase"];
    readonly tenant: string;
    /** Which opening of the log wrote it: 16 hex digits. */
    readonly writer: string;
    readonly token_id?: string;
    readonly device?: string;
    readonly session_id?: string;
    readonly model?: string;
    readonly decision: AuditEvent["decision"];
    readonly enforced?: boolean;
    readonly threats?: readonly AuditThreat[];
    /** How many findings did not fit into `threats`. */
    readonly threats_omitted?: number;
    readonly policy_id?: string;
    readonly policy_hash?: string;
    readonly detector_version?: string;
    readonly status?: number;
    readonly upstream_status?: number;
    readonly tokens_in?: number;
    readonly tokens_out?: number;
    readonly bytes_in?: number;
    readonly bytes_out?: number;
    readonly latency_ms?: number;
    readonly outcome?: NonNullable<AuditEvent["outcome"]>;
    readonly reason?: string;
    readonly count?: number;
    readonly peer?: string;
    readonly user_agent?: string;
    readonly excerpt?: unknown;
    readonly seq: number;
    readonly prev: string;
    readonly mac: string;
    readonly hash: string;
}
/** Everything of a record but its place in the chain. */
export type RecordContent = Omit<AuditRecord, "seq" | "prev" | "mac" | "hash">;
/**
 * Turns an event into the content of a record.
 *
 * @param place.phase - Which of a request's records it is, whatever the event says.
 * @param place.excerpt - The sealed form of `event.excerpt`; the plain one is never stored.
 * @throws AuditError `INVALID_EVENT`
 */
export declare function recordContent(event: AuditEvent, place: {
    readonly now: number;
    readonly writer: string;
    readonly phase: AuditEvent["phase"];
    readonly excerpt?: unknown;
}): RecordContent;

// retention.d.ts
import { type Signer, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import { type LegalHold } from "./holds.ts";
/** What {@link expireSegments} did. */
export interface Expiry {
    /** Segments that were deleted. */
    readonly deleted: readonly number[];
    /** The hold that kept the next one, when one did. */
    readonly heldBy?: LegalHold;
}
/**
 * Deletes whole segments whose records are all older than a time, oldest first, and leaves a signed tombstone for each, so that the
 * rest still verifies. It stops at the first segment that is young, held, or the one being written.
 *
 * @param options.olderThan - Epoch milliseconds.
 * @throws AuditError `NO_LOG`, `BROKEN` when a segment is not intact, `AUDIT_CORRUPT` when the holds are not readable; HomeError
 */
export declare function expireSegments(options: {
    readonly home: Home;
    readonly signer: Signer;
    readonly olderThan: number;
    readonly system?: System;
}): Promise<Expiry>;

// sink-targets.d.ts
import { type Fetch, type Secret } from "@infershield/core";
import type { SinkTarget } from "./sink.ts";
/** Appends the lines to another file, forced to disk. Another tool may move the file away: it is opened for each batch. */
export declare function fileTarget(path: string): SinkTarget;
/** Writes the lines to a stream such as standard output. */
export declare function streamTarget(stream: NodeJS.WritableStream): SinkTarget;
/**
 * Posts the lines as `application/x-ndjson`; any status of 200–299 is an acknowledgement.
 *
 * @param options.authorization - Sent as the header of that name.
 */
export declare function webhookTarget(options: {
    readonly url: string;
    readonly authorization?: Secret;
    readonly fetch?: Fetch;
}): SinkTarget;
/**
 * Sends the lines as RFC 5424 messages over TCP, or TLS (RFC 5425), each after its length (RFC 6587 octet counting).
 * The protocol has no acknowledgement: what the operating system took counts as delivered.
 */
export declare function syslogTarget(options: {
    readonly host: string;
    readonly port: number;
    readonly tls?: {
        readonly ca?: string;
    };
    /** `HOSTNAME` of the messages. */
    readonly hostname: string;
}): SinkTarget;

// sink.d.ts
import { type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import { type AuditError } from "./error.ts";
import { type AuditEntry } from "./read.ts";
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
    readonly onDropped?: (dropped: {
        readonly from: number;
        readonly to: number;
    }) => void;
    readonly system?: System;
}
/**
 * Opens a sink. The log itself is its outbox: it reads on from where the target has come to. A target that is away therefore blocks
 * no request and costs no memory, and it gets what it missed when it is back.
 *
 * @throws HomeError
 */
export declare function openSink(options: SinkOptions): Promise<Sink>;

// verify.d.ts
import type { KeyedDigest } from "@infershield/core";
import { type Tampering } from "./classify.ts";
/** Options of {@link verifyAuditLog}. */
export interface VerifyOptions {
    /** The folder with the segments: `$INFERSHIELD_HOME/audit` or a copy of it. */
    readonly directory: string;
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
    readonly onProgress?: (progress: {
        readonly records: number;
    }) => void;
}
/** What was found. */
export type AuditVerification = {
    readonly ok: true;
    /** Records verified. */
    readonly records: number;
    /** Checkpoints whose signature and tree were verified. */
    readonly checkpoints: number;
    /** Number of the last record. */
    readonly lastSeq: number;
    /** Records at the end that no checkpoint covers yet. */
    readonly uncovered: number;
    /** Bytes of a half-written record at the end, which a crash leaves and the next writer cuts off. */
    readonly tornBytes: number;
} | {
    readonly ok: false;
    /** Records that were good before the first bad one. */
    readonly records: number;
    readonly firstBad: {
        readonly seq: number;
        readonly kind: Tampering;
        readonly segment: number;
    };
};
/**
 * Reads a log from end to end and names the first record that is not as it was written, and how it was changed. Memory does not
 * grow with the log. Works on a copy and beside a running writer.
 *
 * @throws AuditError `NO_LOG`, `UNKNOWN_KEY` when the audit key of a segment was not handed in
 */
export declare function verifyAuditLog(options: VerifyOptions): Promise<AuditVerification>;

// walk.d.ts
/** One line of a log with its place. */
export interface PlacedLine {
    readonly segment: number;
    /** From 0; line 0 is the segment's header. */
    readonly index: number;
    readonly text: string;
    /** False for what follows the last newline of a segment. */
    readonly whole: boolean;
}
/** All lines of some segments in order, many at a time. */
export declare function walkLines(directory: string, segments: readonly number[]): AsyncGenerator<readonly PlacedLine[]>;
