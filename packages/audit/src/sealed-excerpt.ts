import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject } from "node:crypto";
import type { System } from "@infershield/core";
import { unreadable } from "./error.ts";
import type { AuditEvent } from "./event.ts";
import { lengthPrefixed } from "./length-prefixed.ts";

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

const ivBytes = 12;
const tagBytes = 16;

/** Randomness is drawn for many at once: asking for little at a time costs more than what it is for. */
const ivsADraw = 64;

/** A person's key, ready for use: made from bytes at each use it would cost more than the encryption. */
export interface PersonKey {
  readonly key: KeyObject;
  readonly kid: string;
}

/** A person's key from its bytes. @param bytes - Overwritten here. */
export function personKey(bytes: Buffer): PersonKey {
  const kid = createHash("sha256").update("infershield-audit-excerpt/kid").update(bytes).digest("hex").slice(0, 16);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { key, kid };
}

/** A source of initialization vectors, each of which is used once. */
export function drawIvs({ randomBytes }: Pick<System, "randomBytes">): () => Buffer {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = Buffer.from(randomBytes(ivBytes * ivsADraw).buffer);
      at = 0;
    }
    at += ivBytes;
    return drawn.subarray(at - ivBytes, at);
  };
}

/** Encrypts a text for its record. */
export function sealText(text: string, context: ExcerptContext, { key, kid }: PersonKey, iv: Buffer): SealedExcerpt {
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(context));
  const ciphertext = cipher.update(text, "utf8");
  // GCM gives every byte at once: what is left at the end is the tag.
  cipher.final();
  return {
    v: 1,
    alg: "A256GCM",
    kid,
    iv: iv.toString("base64url"),
    authTag: cipher.getAuthTag().toString("base64url"),
    ciphertext: ciphertext.toString("base64url"),
  };
}

/**
 * An excerpt in JSON. Put together by hand, since none of its texts holds what JSON escapes: `JSON.stringify` takes a third of the time that
 * sealing does.
 */
export function excerptJson({ v, alg, kid, iv, authTag, ciphertext }: SealedExcerpt): string {
  return `{"v":${v},"alg":"${alg}","kid":"${kid}","iv":"${iv}","authTag":"${authTag}","ciphertext":"${ciphertext}"}`;
}

/**
 * The text of a record's excerpt; undefined when another key of the person sealed it.
 *
 * @throws AuditError `BROKEN` when it is no excerpt, was changed, or belongs to another record
 */
export function openText(excerpt: unknown, context: ExcerptContext, { key, kid }: PersonKey): string | undefined {
  if (!isSealed(excerpt)) throw unreadable();
  if (excerpt.kid !== kid) return undefined;
  const authTag = Buffer.from(excerpt.authTag, "base64url");
  const iv = Buffer.from(excerpt.iv, "base64url");
  if (authTag.length !== tagBytes || iv.length !== ivBytes) throw unreadable();
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  decipher.setAAD(associatedData(context));
  decipher.setAuthTag(authTag);
  try {
    return Buffer.concat([decipher.update(excerpt.ciphertext, "base64url"), decipher.final()]).toString("utf8");
  } catch (error) {
    throw unreadable(error);
  }
}

function associatedData({ tenant, userId, requestId, phase }: ExcerptContext): Buffer {
  return lengthPrefixed(["infershield-audit-excerpt/v1", tenant, userId, requestId, phase]);
}

function isSealed(value: unknown): value is SealedExcerpt {
  if (typeof value !== "object" || value === null) return false;
  const { v, alg, kid, iv, authTag, ciphertext } = value as Record<string, unknown>;
  const texts = [kid, iv, authTag, ciphertext].every((one) => typeof one === "string");
  return v === 1 && alg === "A256GCM" && texts;
}
