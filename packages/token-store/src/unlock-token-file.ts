import { system as realSystem } from "@infershield/core";
import {
  createKeyset,
  createUnlocker,
  EnvelopeError,
  type KeysetFile,
  type KeysetUnlocker,
  type MasterKey,
  resolveMasterKey,
} from "@infershield/envelope";
import { type Files, fileIdentity, readPrivateFile, writeFileDurably } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { type LegacyRecord, parseLegacyFile } from "./legacy-file.ts";
import { migrateLegacy } from "./migrate-legacy.ts";
import { withSetAside } from "./set-aside.ts";
import { formatTokenFile, newTokenFile, parseJson, parseTokenFile } from "./token-file.ts";
import type { TokenFileOptions } from "./token-file-options.ts";
import { journalPath } from "./token-journal.ts";

/** What opens the keyset, and what the operator should know about the master key that was found. */
export interface Unlocked {
  readonly unlocker: KeysetUnlocker;
  readonly warnings: readonly string[];
}

/**
 * Finds the master key of the token file; makes the file, or migrates it from the original's form, where it must.
 *
 * @throws what `openTokenFile` throws
 */
export async function unlockTokenFile(options: TokenFileOptions, path: string): Promise<Unlocked> {
  for (;;) {
    const unlocked = (await unlockExisting(options, path)) ?? (await createStore(options, path));
    if (unlocked !== undefined) return unlocked;
  }
}

/** Finds the master key of the file that is there; undefined without a file. */
async function unlockExisting(options: TokenFileOptions, path: string): Promise<Unlocked | undefined> {
  const { files } = options;
  const bytes = await readPrivateFile(path);
  if (bytes === undefined) return undefined;
  if ((await legacyRecords(path, bytes, files)) !== undefined) return migrate(options, path);
  const file = await withSetAside(path, bytes, () => parseTokenFile(bytes), files);
  const master = await masterKeyOf(file.keyset, options);
  return { unlocker: await createUnlocker(file.keyset, master, options), warnings: master.warnings };
}

/** Says where the key was when it is not found: whoever moved it knows then what to bring back. */
async function masterKeyOf(keyset: KeysetFile, options: TokenFileOptions): Promise<MasterKey> {
  try {
    return await existingMasterKey(options);
  } catch (error) {
    if (!(error instanceof EnvelopeError) || error.code !== "NO_MASTER_KEY") throw error;
    const sources = keyset.wraps.map((wrap) => wrap.source.replace("_", " ")).join(" or ");
    throw new EnvelopeError("NO_MASTER_KEY", `${error.message} This store was made with one from: ${sources}.`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** A new key could not open what is there: none is made. */
function existingMasterKey({ home, masterKey }: TokenFileOptions): Promise<MasterKey> {
  return resolveMasterKey({ home, ...masterKey, create: false });
}

function legacyRecords(
  path: string,
  bytes: Uint8Array,
  files: Files | undefined,
): Promise<readonly LegacyRecord[] | undefined> {
  return withSetAside(path, bytes, () => parseLegacyFile(parseJson(bytes)), files);
}

/** Replaces a file of the original's form by ours: once for a home, since what it held is weaker protected. */
async function migrate(options: TokenFileOptions, path: string): Promise<Unlocked | undefined> {
  const { home, system = realSystem, files } = options;
  return home.withLock(async () => {
    const bytes = await readPrivateFile(path);
    const records = bytes && (await legacyRecords(path, bytes, files));
    if (bytes === undefined || records === undefined) return undefined;
    if (fileIdentity(journalPath(path)) !== undefined) {
      throw new TokenStoreError(
        "STORE_VERSION",
        `${path} is of the original's form, which this home has left behind.`,
        {
          hint: "Restore the newer file from a backup, or move this one away and sign in again.",
        },
      );
    }
    const master = await existingMasterKey(options);
    const { file, unlocker } = await migrateLegacy(records, master, system);
    await writeFileDurably(path, formatTokenFile(file), files === undefined ? {} : { files });
    return { unlocker, warnings: master.warnings };
  });
}

async function createStore(options: TokenFileOptions, path: string): Promise<Unlocked | undefined> {
  const { home, masterKey, create, system = realSystem, files } = options;
  if (!create && fileIdentity(path) === undefined) {
    throw new TokenStoreError("NOT_FOUND", `There is no token store at ${path}.`, {
      hint: "Sign in first: infershield auth login",
    });
  }
  return home.withLock(async () => {
    // Another process may have been faster.
    if ((await readPrivateFile(path)) !== undefined) return undefined;
    const master = await resolveMasterKey({ home, create, ...masterKey });
    const keyset = await createKeyset(master, { system });
    const unlocker = await createUnlocker(keyset, master, { system });
    const keyring = unlocker.open(keyset);
    const file = newTokenFile(keyring, keyset);
    keyring.close();
    await writeFileDurably(path, formatTokenFile(file), files === undefined ? {} : { files });
    return { unlocker, warnings: master.warnings };
  });
}
