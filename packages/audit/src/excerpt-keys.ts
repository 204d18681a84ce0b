import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { type SealContext, type SealedValue, type Sealer, Secret } from "@infershield/core";
import { type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { unreadable } from "./error.ts";
import { lengthPrefixed } from "./length-prefixed.ts";

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

interface StoredKey extends Person {
  readonly key: SealedValue;
}

/** The excerpt keys in `audit/keys/`. */
export function excerptKeys(home: Folder): ExcerptKeys {
  async function all(): Promise<readonly { readonly path: string; readonly stored: StoredKey }[]> {
    const paths = keyNames(home).map((name) => home.file("audit", "keys", name));
    const found = await Promise.all(paths.map(async (path) => ({ path, stored: await readStored(path) })));
    return found.flatMap(({ path, stored }) => (stored === undefined ? [] : [{ path, stored }]));
  }
  return {
    countUses: async (kid) => (await all()).filter(({ stored }) => stored.key.kid === kid).length,
    reencrypt: async (sealer, primary) => {
      const old = (await all()).filter(({ stored }) => stored.key.kid !== primary);
      for (const { stored } of old) await writeExcerptKey(home, sealer, stored, openStored(sealer, stored));
      return old.length;
    },
    verify: async (sealer) => {
      const found = await all();
      for (const { stored } of found) openStored(sealer, stored);
      return found.length;
    },
  };
}

/** Where a person's key lies. */
export function excerptKeyPath(home: Folder, { tenant, userId }: Person): string {
  const name = createHash("sha256").update(lengthPrefixed([tenant, userId]));
  return home.file("audit", "keys", name.digest("hex"));
}

/** A person's key; undefined when there is none. @throws AuditError `BROKEN`; what the sealer throws */
export async function readExcerptKey(home: Folder, sealer: Sealer, person: Person): Promise<Buffer | undefined> {
  const stored = await readStored(excerptKeyPath(home, person));
  return stored && Buffer.from(openStored(sealer, { ...person, key: stored.key }).reveal(), "base64url");
}

/** Stores a person's key. The caller holds the home's lock. @param key - base64url */
export async function writeExcerptKey(home: Folder, sealer: Sealer, person: Person, key: Secret): Promise<void> {
  const { tenant, userId } = person;
  const object = { v: 1, tenant, user_id: userId, key: sealer.seal(key, contextOf(person)) };
  await writeFileDurably(excerptKeyPath(home, person), Buffer.from(`${JSON.stringify(object)}\n`));
}

/** A new key as it is stored. */
export function excerptKeyText(key: Buffer): Secret {
  return new Secret(key.toString("base64url"));
}

function contextOf({ tenant, userId }: Person): SealContext {
  return { tenant, userId, provider: "audit", recordId: "excerpts", field: "user_key" };
}

function openStored(sealer: Sealer, { key, ...person }: StoredKey): Secret {
  return sealer.open(key, contextOf(person));
}

function keyNames(home: Folder): readonly string[] {
  try {
    return readdirSync(home.file("audit", "keys")).filter((name) => /^[0-9a-f]{64}$/.test(name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

async function readStored(path: string): Promise<StoredKey | undefined> {
  const bytes = await readPrivateFile(path);
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw unreadable(error);
  }
  if (typeof value !== "object" || value === null) throw unreadable();
  const { v, tenant, user_id: userId, key } = value as Record<string, unknown>;
  if (v !== 1 || typeof tenant !== "string" || typeof userId !== "string" || !hasKid(key)) throw unreadable();
  return { tenant, userId, key };
}

/** Of a sealed value only the id of its key is looked at here: its form is the sealer's business. */
function hasKid(value: unknown): value is SealedValue {
  return typeof value === "object" && value !== null && "kid" in value && typeof value.kid === "string";
}
