import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject } from "node:crypto";
import { unlink } from "node:fs/promises";
import { system as realSystem, type Sealer, type System } from "@infershield/core";
import { checkPrivateFolder, createPrivateFolder, fileIdentity, type Home } from "@infershield/home";
import { AuditError, unreadable } from "./error.ts";
import { excerptKeyPath, excerptKeyText, readExcerptKey, writeExcerptKey } from "./excerpt-keys.ts";
import { listHolds } from "./holds.ts";
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
  /** Cuts a text and encrypts it: at once with a key that was used a moment ago. Makes the person's key when there is none. */
  seal(text: string, context: ExcerptContext): SealedExcerpt | Promise<SealedExcerpt>;
  /** The text of a record's excerpt; undefined when it has none or the person's key was destroyed. */
  read(record: AuditRecord): Promise<string | undefined>;
  /** Destroys a person's key. @returns false when there was none @throws AuditError `HELD` while a legal hold is on the person or on everything */
  shred(person: { readonly tenant: string; readonly userId: string }): Promise<boolean>;
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const defaultMaxCharacters = 500;
/** Keys kept in memory; the oldest goes first. */
const maxCachedKeys = 1000;
/**
 * How long a key is used for sealing before its file is looked at again: a look costs more than sealing. What another process's shredding
 * misses by it is sealed under the key that is gone, and lost.
 */
const trustMs = 100;

/** Randomness is drawn for many at once: asking for little at a time costs more than what it is for. */
const ivsADraw = 64;

/** A person's key, ready for use: made from bytes at each use it would cost more than the encryption. */
interface PersonKey {
  readonly key: KeyObject;
  readonly kid: string;
}

interface CachedKey extends PersonKey {
  readonly path: string;
  /** Of the file it was read from. */
  readonly identity: string;
  /** When it was seen last, monotonic milliseconds. */
  seenAt: number;
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
  const nextIv = drawIvs(system);
  /** Whoever needs a key that is being made waits for it: the home's lock is taken once, not by each of many first requests. */
  const making = new Map<string, Promise<PersonKey>>();

  /** A key whose file was there a moment ago. */
  function trustedKey(person: string): PersonKey | undefined {
    const cached = cache.get(person);
    return cached !== undefined && system.monotonic() - cached.seenAt < trustMs ? cached : undefined;
  }

  /** The key file may be destroyed or made anew by another process: its identity is looked at. */
  async function findKey(tenant: string, userId: string): Promise<PersonKey | undefined> {
    const person = nameOf(tenant, userId);
    const cached = cache.get(person);
    const path = cached?.path ?? excerptKeyPath(home, { tenant, userId });
    const seenAt = system.monotonic();
    const identity = fileIdentity(path);
    if (identity !== undefined && cached?.identity === identity) {
      cached.seenAt = seenAt;
      return cached;
    }
    cache.delete(person);
    const bytes = identity === undefined ? undefined : await readExcerptKey(home, sealer, { tenant, userId });
    if (identity === undefined || bytes === undefined) return undefined;
    const oldest = cache.keys().next().value;
    if (cache.size >= maxCachedKeys && oldest !== undefined) cache.delete(oldest);
    const key = { ...personKey(bytes), path, identity, seenAt };
    cache.set(person, key);
    return key;
  }

  function keyInTheMaking(tenant: string, userId: string): Promise<PersonKey> {
    const person = nameOf(tenant, userId);
    const begun = making.get(person);
    if (begun !== undefined) return begun;
    const key = makeKey(tenant, userId).finally(() => making.delete(person));
    making.set(person, key);
    return key;
  }

  async function makeKey(tenant: string, userId: string): Promise<PersonKey> {
    await createPrivateFolder(folder);
    checkPrivateFolder(folder);
    return home.withLock(async () => {
      const existing = await findKey(tenant, userId);
      if (existing !== undefined) return existing;
      const bytes = Buffer.from(system.randomBytes(keyBytes));
      await writeExcerptKey(home, sealer, { tenant, userId }, excerptKeyText(bytes));
      return personKey(bytes);
    });
  }

  async function sealLater(text: string, context: ExcerptContext): Promise<SealedExcerpt> {
    const { tenant, userId } = context;
    const key = (await findKey(tenant, userId)) ?? (await keyInTheMaking(tenant, userId));
    return sealText(text, context, key, nextIv());
  }

  return {
    seal: (text, context) => {
      const kept = cut(text, maxCharacters);
      const key = trustedKey(nameOf(context.tenant, context.userId));
      return key === undefined ? sealLater(kept, context) : sealText(kept, context, key, nextIv());
    },
    read: async (record) => {
      const { tenant, user_id: userId, request_id: requestId, phase, excerpt } = record;
      if (excerpt === undefined) return undefined;
      const key = await findKey(tenant, userId);
      return key === undefined ? undefined : openText(excerpt, { tenant, userId, requestId, phase }, key);
    },
    shred: ({ tenant, userId }) =>
      home.withLock(async () => {
        await refuseWhenHeld(home, userId);
        const path = excerptKeyPath(home, { tenant, userId });
        // What a KeyObject holds is overwritten by Node when it is collected.
        cache.delete(nameOf(tenant, userId));
        if (fileIdentity(path) === undefined) return false;
        await unlink(path);
        return true;
      }),
  };
}

async function refuseWhenHeld(home: Home, userId: string): Promise<void> {
  const hold = (await listHolds(home)).find((each) => each.userId === undefined || each.userId === userId);
  if (hold === undefined) return;
  throw new AuditError("HELD", `The legal hold ${hold.name} keeps these excerpts.`, {
    hint: `When the matter is over: infershield audit hold --lift ${hold.name}`,
  });
}

/** @param bytes - Overwritten here. */
function personKey(bytes: Buffer): PersonKey {
  const kid = createHash("sha256").update("infershield-audit-excerpt/kid").update(bytes).digest("hex").slice(0, 16);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { key, kid };
}

/** What a person is known by here: no two have the same. */
function nameOf(tenant: string, userId: string): string {
  return `${tenant.length} ${tenant}${userId}`;
}

function drawIvs({ randomBytes }: Pick<System, "randomBytes">): () => Buffer {
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

function sealText(text: string, context: ExcerptContext, { key, kid }: PersonKey, iv: Buffer): SealedExcerpt {
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

function openText(excerpt: unknown, context: ExcerptContext, { key, kid }: PersonKey): string | undefined {
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

/** The first code points of a text; never the first half of one. */
function cut(text: string, maxCharacters: number): string {
  let end = 0;
  for (let count = 0; count < maxCharacters && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function isSealed(value: unknown): value is SealedExcerpt {
  if (typeof value !== "object" || value === null) return false;
  const { v, alg, kid, iv, authTag, ciphertext } = value as Record<string, unknown>;
  const texts = [kid, iv, authTag, ciphertext].every((one) => typeof one === "string");
  return v === 1 && alg === "A256GCM" && texts;
}
