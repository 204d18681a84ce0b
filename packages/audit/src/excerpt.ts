import { unlink } from "node:fs/promises";
import { system as realSystem, type Sealer, type System } from "@infershield/core";
import { checkPrivateFolder, createPrivateFolder, fileIdentity, type Home } from "@infershield/home";
import { AuditError } from "./error.ts";
import { excerptKeyPath, excerptKeyText, readExcerptKey, writeExcerptKey } from "./excerpt-keys.ts";
import { listHolds } from "./holds.ts";
import type { AuditRecord } from "./record.ts";
import {
  drawIvs,
  type ExcerptContext,
  openText,
  type PersonKey,
  personKey,
  type SealedExcerpt,
  sealText,
} from "./sealed-excerpt.ts";

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
const defaultMaxCharacters = 500;
/** Keys kept in memory; the oldest goes first. */
const maxCachedKeys = 1000;
/**
 * How long a key is used for sealing before its file is looked at again: a look costs more than sealing. What another process's shredding
 * misses by it is sealed under the key that is gone, and lost.
 */
const trustMs = 100;

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

/** What a person is known by here: no two have the same. */
function nameOf(tenant: string, userId: string): string {
  return `${tenant.length} ${tenant}${userId}`;
}

/** The first code points of a text; never the first half of one. */
function cut(text: string, maxCharacters: number): string {
  let end = 0;
  for (let count = 0; count < maxCharacters && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}
