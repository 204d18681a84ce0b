import { system as realSystem, Secret, type System } from "@infershield/core";
import { createFileDurably, type Home, readPrivateFile, readSecretFile } from "@infershield/home";
import { fromUtf8, toBase64url, toUtf8 } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { type KeyringStore, readOrCreateInKeyring } from "./os-keyring.ts";

/** Where a master key came from. */
export type MasterKeySource = "environment" | "file" | "generated_file" | "keyring";

/** The secret that opens the keyset. Keep it only as long as it is needed. */
export interface MasterKey {
  /** `raw` has 256 random bits and is used as it is; a `passphrase` is stretched first. */
  readonly kind: "raw" | "passphrase";
  readonly source: MasterKeySource;
  /** As given, but for one final newline of a file. */
  readonly secret: Secret;
  /** Sentences for the operator: a short passphrase, a keyring that could not be used. */
  readonly warnings: readonly string[];
  /** One phrase for people that tells source and kind, never the key. */
  describe(): string;
}

/** Where to look for the master key. */
export interface MasterKeyOptions {
  /** `auto` (default) takes `value`, else `file`, else the home's `master.key`. */
  readonly source?: "env" | "file" | "keyring" | "auto";
  /** Value of INFERSHIELD_MASTER_KEY; the caller removes the variable from its environment. */
  readonly value?: Secret;
  /** Path of INFERSHIELD_MASTER_KEY_FILE: private to this user, or what a container platform mounted. */
  readonly file?: string;
  /** Its `master.key` is used, and made with `create`. */
  readonly home?: Home;
  /** May make a new key where there is none; default false. */
  readonly create?: boolean;
  readonly system?: System;
  /** Replaces the operating system's keyring; tests only. */
  readonly keyring?: () => Promise<KeyringStore>;
}

const maxKeyFileBytes = 4096;
const shortPassphrase = 12;
const refused: ReadonlySet<string> = new Set([
  "changeme",
  "change-me",
  "password",
  "passphrase",
  "secret",
  "infershield",
]);

/**
 * Finds the master key: `ifsk1_` + base64url of 32 bytes, or exactly 64 hex digits, are raw; anything else is a passphrase.
 *
 * @throws EnvelopeError `NO_MASTER_KEY`, `WEAK_MASTER_KEY` (a well-known placeholder), `WRONG_MASTER_KEY` (an incomplete raw key), `KEYRING_UNAVAILABLE`
 * @throws HomeError `HOME_NOT_PRIVATE` when a key file is open to others, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export async function resolveMasterKey(options: MasterKeyOptions): Promise<MasterKey> {
  const { source = "auto", value, file, home } = options;
  if (source === "env" || (source === "auto" && value !== undefined)) {
    if (value === undefined) throw noKey("INFERSHIELD_MASTER_KEY is not set.");
    return masterKey(value, "environment");
  }
  if (source === "file" || (source === "auto" && file !== undefined)) {
    if (file !== undefined) return fromNamedFile(file);
    if (home === undefined) throw noKey("INFERSHIELD_MASTER_KEY_FILE is not set.");
  }
  if (source === "keyring") return fromKeyring(options);
  return fromHome(options, []);
}

/** The bytes of a raw key; undefined for a passphrase. @throws EnvelopeError `WRONG_MASTER_KEY` for an incomplete raw key */
export function rawKeyBytes(secret: Secret): Buffer | undefined {
  const text = secret.reveal();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, "hex");
  if (!text.startsWith("ifsk1_")) return undefined;
  const bytes = Buffer.from(text.slice(6), "base64url");
  if (bytes.length !== 32 || bytes.toString("base64url") !== text.slice(6)) {
    throw new EnvelopeError("WRONG_MASTER_KEY", "The master key starts with ifsk1_ but is not a whole raw key.", {
      hint: "Copy all 49 characters, without spaces or a newline.",
    });
  }
  return bytes;
}

/** A new raw key as text. */
export function generateRawKey(system: Pick<System, "randomBytes"> = realSystem): Secret {
  return new Secret(`ifsk1_${toBase64url(system.randomBytes(32))}`);
}

function masterKey(secret: Secret, source: MasterKeySource, warnings: readonly string[] = []): MasterKey {
  const text = secret.reveal();
  if (text.trim() === "") throw noKey("The master key is set but empty.");
  if (refused.has(text.trim().toLowerCase())) {
    throw new EnvelopeError("WEAK_MASTER_KEY", "The master key is a well-known placeholder.", {
      hint: "Make one: openssl rand -hex 32",
    });
  }
  const kind = rawKeyBytes(secret) === undefined ? "passphrase" : "raw";
  const isShort = kind === "passphrase" && [...text].length < shortPassphrase;
  return {
    kind,
    source,
    secret,
    warnings: isShort ? [...warnings, `The master passphrase has fewer than ${shortPassphrase} characters.`] : warnings,
    describe: () => `${kind === "raw" ? "raw key" : "passphrase"} from ${sourceNames[source]}`,
  };
}

const sourceNames: Readonly<Record<MasterKeySource, string>> = {
  environment: "the environment",
  file: "a key file",
  generated_file: "master.key in the home folder",
  keyring: "the keyring of the operating system",
};

/** A file that was named may be a secret of the container platform; our own `master.key` is held to the stricter rule. */
function fromNamedFile(path: string): MasterKey {
  const found = readSecretFile(path, { maxBytes: maxKeyFileBytes });
  if (found === undefined) throw noKey(`There is no key file ${path}.`);
  const warnings = found.isOpenToAll ? [`Every user of this machine may read the key file ${path}.`] : [];
  return masterKey(keyText(found.bytes), "file", warnings);
}

async function readGeneratedFile(path: string, warnings: readonly string[] = []): Promise<MasterKey | undefined> {
  const bytes = await readPrivateFile(path, { maxBytes: maxKeyFileBytes });
  return bytes && masterKey(keyText(bytes), "generated_file", warnings);
}

function keyText(bytes: Uint8Array): Secret {
  const secret = new Secret(fromUtf8(bytes).replace(/\r?\n$/, ""));
  bytes.fill(0);
  return secret;
}

async function fromHome(options: MasterKeyOptions, warnings: readonly string[]): Promise<MasterKey> {
  const { home, create = false, system = realSystem } = options;
  if (home === undefined) throw noKey("No master key is configured.");
  const path = home.file("master.key");
  const found = await readGeneratedFile(path, warnings);
  if (found !== undefined) return found;
  if (!create) throw noKey("There is no master key for this store.");
  await createFileDurably(path, toUtf8(`${generateRawKey(system).reveal()}\n`));
  // Whoever was first, the file that is there now is the one to use.
  const made = await readGeneratedFile(path, warnings);
  if (made === undefined) throw noKey("The new key file vanished.");
  return made;
}

async function fromKeyring(options: MasterKeyOptions): Promise<MasterKey> {
  const { home, create = false, system = realSystem } = options;
  const fallback = home && (await readGeneratedFile(home.file("master.key")));
  const generate = create && fallback === undefined ? generateRawKey(system) : undefined;
  try {
    const account = home?.path ?? "default";
    const secret = await readOrCreateInKeyring(account, generate, { system, keyring: options.keyring });
    if (secret !== undefined) return masterKey(secret, "keyring");
  } catch (error) {
    if (home === undefined || (fallback === undefined && !create)) throw error;
    const why = error instanceof EnvelopeError ? error.message : "it failed";
    return fromHome(options, [
      `The operating system's keyring was not used: ${why} The key is in ${home.file("master.key")}.`,
    ]);
  }
  if (fallback === undefined) throw noKey("The operating system's keyring holds no key for this store.");
  return {
    ...fallback,
    warnings: [...fallback.warnings, "The operating system's keyring holds no key: the one in master.key is used."],
  };
}

function noKey(message: string): EnvelopeError {
  return new EnvelopeError("NO_MASTER_KEY", message, {
    hint: "Set INFERSHIELD_MASTER_KEY or INFERSHIELD_MASTER_KEY_FILE to the key that this store was made with.",
  });
}
