// What @infershield/audit promises; written by `pnpm api`.

// classify.d.ts
import type { ReadLine } from "./line.ts";
import type { AuditSource } from "./storage.ts";
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
export declare function classify(misfit: Misfit, source: AuditSource, segments: readonly number[]): Promise<{
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
 * - `HELD`: a legal hold keeps what was to be destroyed
 * - `INVALID_KEY`: a verification key is not in the form `name+id+key`
 */
export type AuditErrorCode = "AUDIT_UNAVAILABLE" | "AUDIT_CORRUPT" | "INVALID_EVENT" | "CLOSED" | "NO_LOG" | "BROKEN" | "UNKNOWN_KEY" | "INVALID_KEY" | "HELD";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class AuditError extends InferShieldError<AuditErrorCode> {
}
/** Gives whatever stopped a write the one code that the caller acts on; an error with a code of ours stays as it is. */
export declare function toUnavailable(error: unknown): AuditError;
/** Nothing was ever recorded there. */
export declare function noLog(cause?: unknown): AuditError;
/** The log on disk is not what it must be. */
export declare function corrupt(what: string): AuditError;
/** An excerpt, or the key of a person's excerpts, that does not open. */
export declare function unreadable(cause?: unknown): AuditError;

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
    /** Id of the account, team or token that an administrative act is about. */
    readonly subject?: string;
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
    /** True where the request carried something that nobody scanned, such as an image. */
    readonly partial?: boolean;
    /** True where the operator lets requests pass that cannot be recorded. */
    readonly failOpen?: boolean;
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

// excerpt-keys.d.ts
import { type Sealer, Secret } from "@infershield/core";
import { type Home } from "@infershield/home";
/** As much of a home as is needed to find files in it. */
type Folder = Pick<Home, "file">;
/** Whose excerpts. */
export interface Person {
    readonly tenant: string;
    readonly userId: string;
}
/** The excerpt keys of a home as the changes of the keyset see them. */
export interface ExcerptKeys {
    /** How many are sealed under a key of the keyset. */
    countUses(kid: string): Promise<number>;
    /** Seals those that are not under the key `primary` anew; the caller holds the home's lock. @returns how many */
    reencrypt(sealer: Sealer, primary: string): Promise<number>;
    /** Opens every one. @returns how many there are @throws AuditError `BROKEN`; what the sealer throws */
    verify(sealer: Sealer): Promise<number>;
}
/** The excerpt keys in `audit/keys/`. */
export declare function excerptKeys(home: Folder): ExcerptKeys;
/** Where a person's key lies. */
export declare function excerptKeyPath(home: Folder, { tenant, userId }: Person): string;
/** A person's key; undefined when there is none. @throws AuditError `BROKEN`; what the sealer throws */
export declare function readExcerptKey(home: Folder, sealer: Sealer, person: Person): Promise<Buffer | undefined>;
/** Stores a person's key. The caller holds the home's lock. @param key - base64url */
export declare function writeExcerptKey(home: Folder, sealer: Sealer, person: Person, key: Secret): Promise<void>;
/** A new key as it is stored. */
export declare function excerptKeyText(key: Buffer): Secret;
export {};

// excerpt.d.ts
import { type Sealer, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import type { AuditRecord } from "./record.ts";
import { type ExcerptContext, type SealedExcerpt } from "./sealed-excerpt.ts";
/** Encrypts excerpts under a key of each person, so that destroying one key makes that person's excerpts unreadable for good. */
export interface Excerpts {
    /** Cuts a text and encrypts it: at once with a key that was used a moment ago. Makes the person's key when there is none. */
    seal(text: string, context: ExcerptContext): SealedExcerpt | Promise<SealedExcerpt>;
    /** The text of a record's excerpt; undefined when it has none or the person's key was destroyed. */
    read(record: AuditRecord): Promise<string | undefined>;
    /** Destroys a person's key. @returns false when there was none @throws AuditError `HELD` while a legal hold is on the person or on everything */
    shred(person: {
        readonly tenant: string;
        readonly userId: string;
    }): Promise<boolean>;
}
/**
 * Opens the excerpt keys of a home, `audit/keys/`.
 *
 * @param options.home - Its lock is held while a key is made: what it locks must then see the sealer's keys as they are stored.
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
import type { AuditSource } from "./storage.ts";
/** `jsonl` carries proofs and verifies alone; the others are for spreadsheets and log collectors. */
export type ExportFormat = "jsonl" | "csv" | "cef" | "ocsf";
/**
 * Exports records, piece by piece: memory does not grow with the log.
 *
 * @throws AuditError `NO_LOG`, `BROKEN` at a line that is no record
 */
export declare function exportAudit(options: {
    readonly source: AuditSource;
    readonly format: ExportFormat;
    readonly filter?: AuditFilter;
}): AsyncGenerator<string>;

// file-source.d.ts
import type { AuditSource, NoteKind } from "./storage.ts";
/** The file of all notes of a kind. */
export declare function notesPath(directory: string, kind: NoteKind): string;
/** First line of a segment's file; undefined when it is not whole. */
export declare function headerOf(directory: string, segment: number): string | undefined;
/**
 * The audit log in a folder: `$INFERSHIELD_HOME/audit`, or a copy of it. Nothing is written there.
 *
 * @param directory - Path of the folder.
 */
export declare function auditFiles(directory: string): AuditSource;

// file-storage.d.ts
import { type System } from "@infershield/core";
import { type Home, openAppendFile } from "@infershield/home";
import type { AuditStorage } from "./storage.ts";
/**
 * Opens the log of a home as JSON lines, `audit/NNNNNN.jsonl`, for appending. Several processes may have it open at the same time.
 *
 * @param options.openFile - Replaces the opening of files; tests only.
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function openAuditFiles(options: {
    readonly home: Home;
    readonly system?: System;
    readonly openFile?: typeof openAppendFile;
}): Promise<AuditStorage>;

// follow.d.ts
import { type System } from "@infershield/core";
import { type AuditFilter } from "./read.ts";
import type { AuditRecord } from "./record.ts";
import type { AuditSource } from "./storage.ts";
/**
 * The last records that a filter asks for, oldest first. Reads back from the end, segment by segment, and no further than it must.
 *
 * @throws AuditError `BROKEN` at a line that is no record
 */
export declare function lastRecords(source: AuditSource, count: number, filter?: AuditFilter): Promise<readonly AuditRecord[]>;
/**
 * Records as they come, from a number on, until the signal is aborted.
 *
 * @param options.after - Number of the last record that is known.
 * @throws AuditError `BROKEN` at a line that is no record
 */
export declare function followAuditLog(source: AuditSource, options: {
    readonly after: number;
    readonly filter?: AuditFilter;
    readonly signal: AbortSignal;
    readonly system?: Pick<System, "sleep">;
}): AsyncGenerator<AuditRecord>;

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
export { type Excerpts, openExcerpts } from "./excerpt.ts";
export { type ExcerptKeys, excerptKeys } from "./excerpt-keys.ts";
export { type ExportFormat, exportAudit } from "./export.ts";
export { auditFiles } from "./file-source.ts";
export { openAuditFiles } from "./file-storage.ts";
export { followAuditLog, lastRecords } from "./follow.ts";
export { type LegalHold, liftHold, listHolds, placeHold } from "./holds.ts";
export { countSegmentsOfKey } from "./key-uses.ts";
export { formatNoteKey, type NoteKey, noteKey, parseNoteKey } from "./note.ts";
export { type AuditLogOptions, openAuditLog } from "./open-audit-log.ts";
export { type AuditEntry, type AuditFilter, readAuditLog } from "./read.ts";
export type { AuditRecord } from "./record.ts";
export { type ReplacedLog, replaceLog } from "./replace-log.ts";
export { type Expiry, expireSegments } from "./retention.ts";
export type { ExcerptContext, SealedExcerpt } from "./sealed-excerpt.ts";
export { type DroppedRecords, openSink, type Sink, type SinkItem, type SinkOptions, type SinkStatus, type SinkTarget, } from "./sink.ts";
export { listSinkPlaces } from "./sink-place.ts";
export { type HttpTargetOptions, type OtlpTargetOptions, otlpTarget, webhookTarget } from "./sink-target-http.ts";
export { fileTarget, streamTarget } from "./sink-target-stream.ts";
export { syslogTarget } from "./sink-target-syslog.ts";
export type { AuditSource, AuditStorage, LineChunk, LogEnd, LogNews, NewLines, NoteKind } from "./storage.ts";
export { type AuditVerification, type VerifyOptions, verifyAuditLog } from "./verify.ts";
export { createWriteTurn, type WriteTurn } from "./write-turn.ts";

// key-uses.d.ts
import type { AuditSource } from "./storage.ts";
/**
 * How many segments of a log are authenticated by an audit key.
 *
 * @throws AuditError `NO_LOG` when there is no place where a log could be
 */
export declare function countSegmentsOfKey(source: AuditSource, kid: string): Promise<number>;

// line.d.ts
import type { KeyedDigest } from "@infershield/core";
/** `prev` of the first line of a log. */
export declare const chainStart: string;
/** The fixed end of every line: members with 64 hex digits, and the closing brace. The last line of an append has a `mac` among them. */
export declare const macAt: string;
export declare const hashAt: string;
export declare const lineEnd: string;
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
 * Chains and hashes one line.
 *
 * @param content - A JSON object in printable ASCII, as {@link asciiJson} writes it, without its closing brace.
 * @param place.seq - Its number; a segment's header has none.
 * @param auditKey - Authenticates the line and, through the chain, all lines before it. The last line of what is appended at a time needs it.
 */
export declare function sealLine(content: string, place: {
    readonly prev: string;
    readonly seq?: number;
}, auditKey?: KeyedDigest): SealedLine;
/** What authenticates a line, in hex. */
export declare function macOf(body: string, auditKey: KeyedDigest): string;
/** The parts of a line that the chain is made of. */
export interface ReadLine {
    readonly seq: number | undefined;
    readonly prev: string;
    /** Undefined where a later line authenticates this one. */
    readonly mac: string | undefined;
    readonly hash: string;
    /** What a `mac` is over. */
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
/**
 * Whether a line was written by somebody with the audit key.
 *
 * @returns undefined when the key of that id is not there
 */
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

// open-audit-log.d.ts
import { type KeyedDigest, type Signer, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import { AuditError } from "./error.ts";
import type { AuditLog } from "./event.ts";
import type { Excerpts } from "./excerpt.ts";
import type { AuditStorage } from "./storage.ts";
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
/**
 * Opens an audit log for recording. Several processes may have it open at the same time.
 *
 * What a crash left is put in order first: half a record is cut off and kept beside, and intents of dead processes get an outcome
 * `unknown`.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`; HomeError `HOME_NOT_PRIVATE`
 */
export declare function openAuditLog(options: AuditLogOptions): Promise<AuditLog>;

// read.d.ts
import type { AuditRecord } from "./record.ts";
import type { AuditSource } from "./storage.ts";
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
export declare function readAuditLog(source: AuditSource, filter?: AuditFilter): AsyncGenerator<AuditRecord>;
/** Whether a record is one that a filter asks for. */
export declare function matches(record: AuditRecord, filter: AuditFilter): boolean;
/** {@link readAuditLog} with lines; `containing` skips lines without a text before they are parsed. */
export declare function readEntries(source: AuditSource, options?: {
    readonly fromSegment?: number;
    readonly containing?: string;
}): AsyncGenerator<AuditEntry>;
/** Reads one line as a record. @throws AuditError `BROKEN` */
export declare function parseRecord(text: string, segment: number): AuditRecord;

// record.d.ts
import type { AuditEvent, AuditThreat } from "./event.ts";
import { type SealedExcerpt } from "./sealed-excerpt.ts";
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
    /** Id of the account, team or token that an administrative act is about; `user_id` is whoever acted. */
    readonly subject?: string;
    readonly session_id?: string;
    readonly model?: string;
    readonly decision: AuditEvent["decision"];
    readonly enforced?: boolean;
    readonly partial?: boolean;
    readonly fail_open?: boolean;
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
    readonly mac?: string;
    readonly hash: string;
}
/** What a record says that its event does not. */
export interface RecordPlace {
    /** Epoch milliseconds. */
    readonly now: number;
    readonly writer: string;
    /** Which of a request's records it is, whatever the event says. */
    readonly phase: AuditEvent["phase"];
    /** The sealed form of `event.excerpt`; the plain one is never stored. */
    readonly excerpt?: SealedExcerpt | undefined;
}
/**
 * Writes an event as a record without its place in the chain: a JSON object in printable ASCII, but for the brace that ends it. Put together
 * by hand: `JSON.stringify` takes twice the time, and this runs twice a request.
 *
 * @throws AuditError `INVALID_EVENT`
 */
export declare function recordJson(event: AuditEvent, { now, writer, phase, excerpt }: RecordPlace): string;

// replace-log.d.ts
import { type KeyedDigest, type Signer, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { AuditStorage } from "./storage.ts";
/** What {@link replaceLog} did. */
export interface ReplacedLog {
    /** Where the damaged log lies now, as files, just as it was found. */
    readonly folder: string;
    /** Number of its last record that could be read. */
    readonly lastSeq: number;
    /** SHA-256 in hex over all its lines, each with its newline, in the order of its segments. */
    readonly digest: string;
}
/**
 * Sets a damaged log aside and begins a new one, whose first record says which log it replaces and what that looked like. The damage stays
 * provable: nothing of the old log is changed, and its digest is in a signed record.
 *
 * @param options.storage - Closed by it.
 * @param options.reason - Code of the damage, in lower case.
 * @throws AuditError `AUDIT_UNAVAILABLE`; HomeError
 */
export declare function replaceLog(options: {
    readonly home: Home;
    readonly storage: AuditStorage;
    readonly auditKey: KeyedDigest;
    readonly signer: Signer;
    readonly reason: string;
    readonly system?: System;
}): Promise<ReplacedLog>;

// retention.d.ts
import { type Signer, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import { type LegalHold } from "./holds.ts";
import type { AuditStorage } from "./storage.ts";
/** What {@link expireSegments} did. */
export interface Expiry {
    /** Segments that were deleted. */
    readonly deleted: readonly number[];
    /** The hold that kept the next one, when one did. */
    readonly heldBy?: LegalHold;
}
/**
 * Deletes whole segments whose records are all older than a time, oldest first, and leaves a signed tombstone for each, so that the
 * rest still verifies. It stops at the first segment that is young, held, or the one being written. Checkpoints that cover nothing any
 * more are deleted as well, but for the last one.
 *
 * @param options.olderThan - Epoch milliseconds.
 * @throws AuditError `NO_LOG`, `BROKEN` when a segment is not intact, `AUDIT_CORRUPT` when the holds are not readable; HomeError
 */
export declare function expireSegments(options: {
    /** Where holds are kept. */
    readonly home: Home;
    readonly storage: AuditStorage;
    readonly signer: Signer;
    readonly olderThan: number;
    readonly system?: System;
}): Promise<Expiry>;

// sealed-excerpt.d.ts
import { type KeyObject } from "node:crypto";
import type { System } from "@infershield/core";
import type { AuditEvent } from "./event.ts";
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
    readonly phase: AuditEvent["phase"];
}
/** A person's key, ready for use: made from bytes at each use it would cost more than the encryption. */
export interface PersonKey {
    readonly key: KeyObject;
    readonly kid: string;
}
/** A person's key from its bytes. @param bytes - Overwritten here. */
export declare function personKey(bytes: Buffer): PersonKey;
/** A source of initialization vectors, each of which is used once. */
export declare function drawIvs({ randomBytes }: Pick<System, "randomBytes">): () => Buffer;
/** Encrypts a text for its record. */
export declare function sealText(text: string, context: ExcerptContext, { key, kid }: PersonKey, iv: Buffer): SealedExcerpt;
/**
 * An excerpt in JSON. Put together by hand, since none of its texts holds what JSON escapes: `JSON.stringify` takes a third of the time that
 * sealing does.
 */
export declare function excerptJson({ v, alg, kid, iv, authTag, ciphertext }: SealedExcerpt): string;
/**
 * The text of a record's excerpt; undefined when another key of the person sealed it.
 *
 * @throws AuditError `BROKEN` when it is no excerpt, was changed, or belongs to another record
 */
export declare function openText(excerpt: unknown, context: ExcerptContext, { key, kid }: PersonKey): string | undefined;

// sink-place.d.ts
import type { System } from "@infershield/core";
import { type Home } from "@infershield/home";
/** How far a target has come. */
export interface SinkPlace {
    /** Name of the log: one that was set aside after damage has another. */
    readonly origin: string;
    readonly seq: number;
    readonly segment: number;
    /** Where the segment's reading goes on; what comes before is done. */
    readonly position: number;
}
/** Remembers on disk how far a target has come. */
export interface SinkMemory {
    /** What was remembered last, also by an earlier process. */
    readonly place: SinkPlace;
    /** @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE` */
    remember(place: SinkPlace): Promise<void>;
}
/**
 * Opens `audit/sink-<name>`.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function openSinkMemory(home: Home, name: string, system: System): Promise<SinkMemory>;
/**
 * How far the sinks of a home have come, by what they left there: also of sinks that no process feeds now.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function listSinkPlaces(home: Home): Promise<readonly {
    readonly name: string;
    readonly delivered: number;
}[]>;

// sink-target-http.d.ts
import { type Fetch, type Secret } from "@infershield/core";
import type { SinkTarget } from "./sink.ts";
/** A server that takes records over HTTP. */
export interface HttpTargetOptions {
    readonly url: string;
    /** Sent in `header`. */
    readonly secret?: Secret;
    /** Default `authorization`. */
    readonly header?: string;
    readonly fetch?: Fetch;
}
/**
 * Posts the lines as `application/x-ndjson`; any status of 200–299 is an acknowledgement, 400, 413 and 422 are refusals, and all others
 * are tried again.
 */
export declare function webhookTarget(options: HttpTargetOptions): SinkTarget;
/** A collector that takes records over HTTP. */
export interface OtlpTargetOptions extends HttpTargetOptions {
    /** What OpenTelemetry's conventions call a provider (`gen_ai.provider.name`); default its own name. */
    readonly providerName?: (provider: string) => string;
}
/**
 * Sends the records to an OpenTelemetry collector, as OTLP over HTTP in JSON.
 *
 * @param options.url - The whole path, such as `https://collector.example:4318/v1/logs`.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export declare function otlpTarget(options: OtlpTargetOptions): SinkTarget;

// sink-target-stream.d.ts
import type { SinkItem, SinkTarget } from "./sink.ts";
/** Appends the lines to another file, forced to disk. Another tool may move the file away: it is opened for each batch. */
export declare function fileTarget(path: string): SinkTarget;
/** Writes the lines to a stream such as standard output. */
export declare function streamTarget(stream: NodeJS.WritableStream): SinkTarget;
/** The lines as they go to a file, a stream or the body of a request. */
export declare function linesOf(items: readonly SinkItem[]): string;

// sink-target-syslog.d.ts
import type { SinkTarget } from "./sink.ts";
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
import type { AuditRecord } from "./record.ts";
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
export declare function openSink(options: SinkOptions): Promise<Sink>;

// storage.d.ts
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
    readonly checkpoint?: {
        readonly note: string | undefined;
        readonly end: number;
    };
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

// testing.d.ts
export { type AuditLogSuite, type AuditPlace, describeAuditLog } from "./testing/describe-audit-log.ts";
export { newSigner, suiteKey } from "./testing/keys.ts";

// testing/describe-audit-log.d.ts
import type { Home } from "@infershield/home";
import type { AuditStorage } from "../storage.ts";
/** An empty place for one log. */
export interface AuditPlace {
    readonly home: Home;
    /** Opens it for appending; called several times, as several processes would. */
    readonly open: () => Promise<AuditStorage>;
}
/** How the suite gets at a place; it removes what it needs itself. */
export interface AuditLogSuite {
    readonly place: () => Promise<AuditPlace>;
}
/** The behaviour that a log must show wherever it lies. Run it with vitest, once for each storage. */
export declare function describeAuditLog(name: string, suite: AuditLogSuite): void;

// testing/keys.d.ts
import type { KeyedDigest, Signer } from "@infershield/core";
/** A keyed digest that every run of the suite shares. */
export declare const suiteKey: KeyedDigest;
/** A new Ed25519 signer. */
export declare function newSigner(): Signer;

// verify.d.ts
import type { KeyedDigest } from "@infershield/core";
import { type Tampering } from "./classify.ts";
import type { AuditSource } from "./storage.ts";
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
    /** Bytes of a half-written append at the end, which a crash leaves and the next writer cuts off. */
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
import type { AuditSource } from "./storage.ts";
/** One line of a log with its place. */
export interface PlacedLine {
    readonly segment: number;
    /** From 0; line 0 is the segment's header. */
    readonly index: number;
    readonly text: string;
    /** False for half a line at the end of a segment. */
    readonly whole: boolean;
}
/** All lines of some segments in order, many at a time. */
export declare function walkLines(source: AuditSource, segments: readonly number[]): AsyncGenerator<readonly PlacedLine[]>;

// write-turn.d.ts
import type { System } from "@infershield/core";
import { type Home } from "@infershield/home";
/** The right to append, which one process at a time has. */
export interface WriteTurn {
    /** Runs `work` while no other process and no other caller of this one appends. */
    run<T>(work: () => Promise<T>): Promise<T>;
    /** Gives the right back. */
    close(): Promise<void>;
}
/**
 * Shares the right to append between processes. A holder keeps it between its writes, so that a busy process does not pay for a lock
 * each time, and gives it away before its next write when another process asks through the file `wanted`.
 *
 * @throws from `run`: HomeError `STORE_LOCKED` after 30 s, `STORE_FULL`, `STORE_UNAVAILABLE`; what `work` throws
 */
export declare function createWriteTurn(options: {
    readonly home: Home;
    readonly directory: string;
    readonly system: System;
}): WriteTurn;
