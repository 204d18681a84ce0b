import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { system as realSystem, type Sealer, type System } from "@infershield/core";
import { checkPrivateFolder, createPrivateFolder, fileIdentity, type Home } from "@infershield/home";
import { unreadable } from "./error.ts";
import { excerptKeyPath, excerptKeyText, readExcerptKey, writeExcerptKey } from "./excerpt-keys.ts";
import { lengthPrefixed } from "./length-prefixed.ts";
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
  shred(person: { readonly tenant: string; readonly userId: string }): Promise<boolean>;
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const defaultMaxCharacters = 500;
/** Keys kept in memory; the oldest goes first. */
const maxCachedKeys = 1000;

interface CachedKey {
  readonly key: Buffer;
  readonly identity: string;
}

/**
 * Opens the excerpt keys of a home, `audit/keys/`.
 *
 * @param options.home - Its lock is held while a key is made: what it locks must then see the sealer's keys as they are stored.
 * @param options.sealer - Seals each person's key; its own context keeps keys apart.
 * @param options.maxCharacters - Code points kept of a text; default 500.
 */
export function openExcerpts(options: {
  readonly home: Home;
  readonly sealer: Sealer;
  readonly maxCharacters?: number;
  readonly system?: System;
}): Excerpts {
  const { home, sealer, maxCharacters = defaultMaxCharacters, system = realSystem } = options;
  const folder = home.file("audit", "keys");
  const cache = new Map<string, CachedKey>();

  /** The key file may be destroyed or made anew by another process: its identity is looked at each time. */
  async function findKey(tenant: string, userId: string): Promise<Buffer | undefined> {
    const path = excerptKeyPath(home, { tenant, userId });
    const identity = fileIdentity(path);
    const cached = cache.get(path);
    if (identity !== undefined && cached?.identity === identity) return cached.key;
    cache.delete(path);
    const key = identity === undefined ? undefined : await readExcerptKey(home, sealer, { tenant, userId });
    if (identity === undefined || key === undefined) return undefined;
    const oldest = cache.keys().next().value;
    if (cache.size >= maxCachedKeys && oldest !== undefined) cache.delete(oldest);
    cache.set(path, { key, identity });
    return key;
  }

  async function makeKey(tenant: string, userId: string): Promise<Buffer> {
    await createPrivateFolder(folder);
    checkPrivateFolder(folder);
    return home.withLock(async () => {
      const existing = await findKey(tenant, userId);
      if (existing !== undefined) return existing;
      const key = Buffer.from(system.randomBytes(keyBytes));
      await writeExcerptKey(home, sealer, { tenant, userId }, excerptKeyText(key));
      return key;
    });
  }

  return {
    seal: async (text, context) => {
      const { tenant, userId } = context;
      const key = (await findKey(tenant, userId)) ?? (await makeKey(tenant, userId));
      return sealText(cut(text, maxCharacters), context, { key, iv: system.randomBytes(ivBytes) });
    },
    read: async (record) => {
      const { tenant, user_id: userId, request_id: requestId, phase, excerpt } = record;
      if (excerpt === undefined) return undefined;
      const key = await findKey(tenant, userId);
      return key === undefined ? undefined : openText(excerpt, { tenant, userId, requestId, phase }, key);
    },
    shred: ({ tenant, userId }) =>
      home.withLock(async () => {
        const path = excerptKeyPath(home, { tenant, userId });
        cache.get(path)?.key.fill(0);
        cache.delete(path);
        if (fileIdentity(path) === undefined) return false;
        await unlink(path);
        return true;
      }),
  };
}

function sealText(
  text: string,
  context: ExcerptContext,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
): SealedExcerpt {
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(context));
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    v: 1,
    alg: "A256GCM",
    kid: keyId(key),
    iv: Buffer.from(iv).toString("base64url"),
    authTag: cipher.getAuthTag().toString("base64url"),
    ciphertext: ciphertext.toString("base64url"),
  };
}

function openText(excerpt: unknown, context: ExcerptContext, key: Uint8Array): string | undefined {
  if (!isSealed(excerpt)) throw unreadable();
  if (excerpt.kid !== keyId(key)) return undefined;
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

function keyId(key: Uint8Array): string {
  return createHash("sha256").update("infershield-audit-excerpt/kid").update(key).digest("hex").slice(0, 16);
}

function associatedData({ tenant, userId, requestId, phase }: ExcerptContext): Buffer {
  return lengthPrefixed(["infershield-audit-excerpt/v1", tenant, userId, requestId, phase]);
}

function cut(text: string, maxCharacters: number): string {
  return [...text.slice(0, maxCharacters * 2)].slice(0, maxCharacters).join("");
}

function isSealed(value: unknown): value is SealedExcerpt {
  if (typeof value !== "object" || value === null) return false;
  const { v, alg, kid, iv, authTag, ciphertext } = value as Record<string, unknown>;
  const texts = [kid, iv, authTag, ciphertext].every((one) => typeof one === "string");
  return v === 1 && alg === "A256GCM" && texts;
}
