import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyedDigest, Signer } from "@infershield/core";
import { type Home, openHome } from "@infershield/home";
import { expect } from "vitest";
import { type AuditSource, type AuditVerification, auditFiles, verifyAuditLog } from "../src/index.ts";
import { openTestLog, testEvent, testKey, testSigner } from "./fixtures.ts";

const auditKey: KeyedDigest = testKey();
const signer: Signer = testSigner();

/** A log of one segment that can be put back changed. */
export interface WrittenLog {
  readonly home: Home;
  remove(): void;
  readonly source: AuditSource;
  readonly auditKey: KeyedDigest;
  readonly signer: Signer;
  readonly original: string;
  readonly checkpoints: string;
  /** Index 0 is the header, index n is record n. */
  readonly lines: readonly string[];
  writeCheckpoints(changed: string): void;
  /** What verification says about a changed segment, with the audit key. */
  verified(changed: string): Promise<AuditVerification>;
  /** The same with the public key alone. */
  offline(changed: string): Promise<AuditVerification>;
}

/** Writes a log with one checkpoint for each quarter of its records. */
export async function writeLog(records: number): Promise<WrittenLog> {
  const folder = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  const home = await openHome(folder);
  const source = auditFiles(home.file("audit"));
  const path = home.file("audit", "000001.jsonl");
  const checkpointRecords = records / 4;
  const log = await openTestLog({ home, auditKey, signer, checkpointRecords });
  for (let from = 1; from <= records; from += checkpointRecords) {
    const ids = Array.from({ length: checkpointRecords }, (_, index) => `req_${from + index}`);
    await Promise.all(ids.map((requestId) => log.record(testEvent({ requestId }))));
  }
  await log.close();
  const original = readFileSync(path, "latin1");
  const publicKey = signer.publicKey;
  return {
    home,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    source,
    auditKey,
    signer,
    original,
    checkpoints: readFileSync(home.file("audit", "checkpoints"), "utf8"),
    lines: original.split("\n").slice(0, -1),
    writeCheckpoints: (changed) => writeFileSync(home.file("audit", "checkpoints"), changed),
    verified: (changed) => {
      writeFileSync(path, changed, "latin1");
      return verifyAuditLog({ source, auditKey, publicKey });
    },
    offline: (changed) => {
      writeFileSync(path, changed, "latin1");
      return verifyAuditLog({ source, publicKey });
    },
  };
}

/** The text of a segment made of these lines. */
export function segmentText(lines: readonly (string | undefined)[]): string {
  return `${lines.join("\n")}\n`;
}

/** A verification that names this record. */
export function firstBad(seq: number, kind: string): unknown {
  return expect.objectContaining({ ok: false, firstBad: { seq, kind, segment: 1 } });
}
