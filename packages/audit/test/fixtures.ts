import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyedDigest, Signer } from "@infershield/core";
import { type Home, type openAppendFile, openHome } from "@infershield/home";
import { expect, onTestFinished } from "vitest";
import {
  AuditError,
  type AuditErrorCode,
  type AuditEvent,
  type AuditLog,
  type AuditLogOptions,
  type AuditRecord,
  auditFiles,
  openAuditFiles,
  openAuditLog,
  readAuditLog,
} from "../src/index.ts";

/** A keyed digest with a fixed key. */
export function testKey(kid = "a1a1a1a1a1a1a1a1", ...older: readonly string[]): KeyedDigest {
  const keys = new Map([kid, ...older].map((name) => [name, createSecretKey(Buffer.from(`test key ${name}`))]));
  const digestWith: KeyedDigest["digestWith"] = (asked, value) => {
    const key = keys.get(asked);
    return key && createHmac("sha256", key).update(value).digest();
  };
  return { kid, digest: (value) => digestWith(kid, value) ?? new Uint8Array(), digestWith };
}

/** A new Ed25519 signer. */
export function testSigner(): Signer {
  return signerOf(generateKeyPairSync("ed25519").privateKey);
}

/** The same signer in every process. */
export function fixedSigner(): Signer {
  // PKCS #8 of an Ed25519 key: a fixed prefix and the 32 bytes of the seed (RFC 8410).
  const seed = Buffer.alloc(32, 7);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  return signerOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

function signerOf(privateKey: KeyObject): Signer {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** An empty home that is removed after the test. */
export async function testHome(): Promise<Home> {
  const path = mkdtempSync(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return openHome(path);
}

/** A request's event. */
export function testEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    event: "request",
    action: "chat_completions",
    phase: "terminal",
    tenant: "default",
    userId: "alex@example.com",
    requestId: "req_1",
    provider: "openai",
    model: "gpt-5",
    decision: "allow",
    blocked: false,
    riskScore: 12,
    threats: [{ rule: "secret.github_token", category: "secret", score: 90, severity: "high", role: "user" }],
    status: 200,
    ...changes,
  };
}

/** What a failure of this package with a code looks like to `toThrow` and `toEqual`. */
export function auditError(code: AuditErrorCode): unknown {
  return expect.objectContaining({ constructor: AuditError, code });
}

/** A log of JSON lines in a home. */
export async function openTestLog(
  options: Omit<AuditLogOptions, "storage"> & { readonly openFile?: typeof openAppendFile },
): Promise<AuditLog> {
  const { home, system, openFile } = options;
  const storage = await openAuditFiles({ home, ...(system && { system }), ...(openFile && { openFile }) });
  return openAuditLog({ ...options, storage });
}

/** All records of a home. */
export async function recordsOf(home: Home): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of readAuditLog(auditFiles(home.file("audit")))) records.push(record);
  return records;
}

/** How many turns of the event loop a work lets pass before it ends. */
export async function countTurns<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly turns: number }> {
  let turns = 0;
  let next = setImmediate(count);
  function count(): void {
    turns++;
    next = setImmediate(count);
  }
  try {
    return { result: await work(), turns };
  } finally {
    clearImmediate(next);
  }
}
