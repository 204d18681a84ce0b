import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyedDigest, Signer } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { expect } from "vitest";
import { type AuditSource, type AuditVerification, auditFiles, verifyAuditLog } from "../src/index.ts";
import { splitLines } from "../src/line-file.ts";
import { splitNotes } from "../src/note-file.ts";
import type { LineChunk } from "../src/storage.ts";
import { openTestLog, testEvent, testKey, testSigner } from "./fixtures.ts";

const auditKey: KeyedDigest = testKey();
const signer: Signer = testSigner();

/** A segment as text, or as whole lines: a thousand changed ones need not be put together and taken apart. */
export type Segment = string | readonly string[];

/** A log of one segment that can be shown changed. */
export interface WrittenLog {
  readonly home: Home;
  remove(): void;
  /** The folder it was written to. */
  readonly source: AuditSource;
  readonly auditKey: KeyedDigest;
  readonly signer: Signer;
  readonly original: string;
  readonly checkpoints: string;
  /** Index 0 is the header, index n is record n. */
  readonly lines: readonly string[];
  /** Puts changed files in the folder. */
  write(changed: { readonly segment?: string; readonly checkpoints?: string }): void;
  /** What verification says about a changed segment, with the audit key. Nothing is written. */
  verified(segment: Segment, checkpoints?: string): Promise<AuditVerification>;
  /** The same with the public key alone. */
  offline(segment: Segment, checkpoints?: string): Promise<AuditVerification>;
}

/** Writes a log with one checkpoint for each quarter of its records. */
export async function writeLog(records: number): Promise<WrittenLog> {
  const folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  const home = await openHome(folder);
  const paths = { segment: home.file("audit", "000001.jsonl"), checkpoints: home.file("audit", "checkpoints") };
  const checkpointRecords = records / 4;
  const log = await openTestLog({ home, auditKey, signer, checkpointRecords });
  for (let from = 1; from <= records; from += checkpointRecords) {
    const ids = Array.from({ length: checkpointRecords }, (_, index) => `req_${from + index}`);
    await Promise.all(ids.map((requestId) => log.record(testEvent({ requestId }))));
  }
  await log.close();
  const original = readFileSync(paths.segment, "latin1");
  const checkpoints = readFileSync(paths.checkpoints, "utf8");
  const { publicKey } = signer;
  return {
    home,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    source: auditFiles(home.file("audit")),
    auditKey,
    signer,
    original,
    checkpoints,
    lines: original.split("\n").slice(0, -1),
    write: (changed) => {
      if (changed.segment !== undefined) writeFileSync(paths.segment, changed.segment, "latin1");
      if (changed.checkpoints !== undefined) writeFileSync(paths.checkpoints, changed.checkpoints);
    },
    verified: (segment, notes = checkpoints) =>
      verifyAuditLog({ source: textSource(segment, notes), auditKey, publicKey }),
    offline: (segment, notes = checkpoints) => verifyAuditLog({ source: textSource(segment, notes), publicKey }),
  };
}

/** A log of one segment as text: what its files would be read as. */
function textSource(segment: Segment, checkpoints: string): AuditSource {
  const notes = Buffer.from(checkpoints, "utf8").toString("latin1");
  const text = typeof segment === "string" ? segment : undefined;
  const lines = typeof segment === "string" ? [] : segment;
  return {
    segments: async () => [1],
    header: async () => text?.slice(0, text.indexOf("\n")) ?? lines[0],
    read: () => (text === undefined ? inChunks(lines) : splitLines([text])),
    notes: (kind) => splitNotes(kind === "checkpoint" ? splitLines([notes]) : []),
    lastSeq: async () => lines.length - 1,
  };
}

async function* inChunks(lines: readonly string[]): AsyncGenerator<LineChunk> {
  for (let from = 0; from < lines.length; from += 100) {
    yield { lines: lines.slice(from, from + 100), rest: "", end: from + 100 };
  }
}

/** The text of a segment made of these lines. */
export function segmentText(lines: readonly (string | undefined)[]): string {
  return `${lines.join("\n")}\n`;
}

/** A verification that names this record. */
export function firstBad(seq: number, kind: string): unknown {
  return expect.objectContaining({ ok: false, firstBad: { seq, kind, segment: 1 } });
}
