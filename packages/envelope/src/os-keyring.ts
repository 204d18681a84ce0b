import { Secret, type System } from "@infershield/core";
import { EnvelopeError } from "./error.ts";

/** The two operations on the operating system's keyring. */
export interface KeyringStore {
  /** Undefined when there is no such entry. */
  get(service: string, account: string): Promise<string | undefined>;
  set(service: string, account: string, value: string): Promise<void>;
}

/** Name under which keys are kept in the keyring. */
const service = "infershield";

/** A keyring may wait for a dialogue that nobody sees; cli/cli gives up after the same time. */
const timeoutMs = 3_000;

/** How the keyring is reached. */
export interface KeyringAccess {
  readonly system: System;
  /** Replaces the operating system's keyring; tests only. */
  readonly keyring?: (() => Promise<KeyringStore>) | undefined;
}

/**
 * Reads the master key of one home from the keyring, or stores the one given when there is none and reads it back.
 *
 * @returns undefined when there is none and none was given
 * @throws EnvelopeError `KEYRING_UNAVAILABLE` when there is no keyring, it refuses, or it does not answer within 3 s
 */
export async function readOrCreateInKeyring(
  account: string,
  fresh: Secret | undefined,
  options: KeyringAccess,
): Promise<Secret | undefined> {
  const { system, keyring = loadKeyring } = options;
  const store = await answered(keyring, system);
  const found = await answered(() => store.get(service, account), system);
  if (found !== undefined) return new Secret(found);
  if (fresh === undefined) return undefined;
  await keep(store, account, fresh, system);
  return fresh;
}

/**
 * Puts the master key of one home into the keyring, in the place of the one that is there.
 *
 * @param home - Path of the home: the entry is named after it.
 * @throws EnvelopeError `KEYRING_UNAVAILABLE`
 */
export async function storeInKeyring(home: string, key: Secret, options: KeyringAccess): Promise<void> {
  const { system, keyring = loadKeyring } = options;
  await keep(await answered(keyring, system), home, key, system);
}

async function keep(store: KeyringStore, account: string, key: Secret, system: System): Promise<void> {
  await answered(() => store.set(service, account, key.reveal()), system);
  const kept = await answered(() => store.get(service, account), system);
  // Some keyrings of a session say yes and keep nothing.
  if (kept !== key.reveal()) throw unavailable("it did not keep the key.");
}

async function answered<T>(ask: () => Promise<T>, system: System): Promise<T> {
  const done = new AbortController();
  const late = system.sleep(timeoutMs, done.signal).then(
    () => {
      throw unavailable(`it did not answer within ${timeoutMs / 1000} s.`);
    },
    (): never => {
      throw unavailable("the wait was ended.");
    },
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    throw error instanceof EnvelopeError ? error : unavailable("it refused.", error);
  } finally {
    done.abort();
  }
}

function unavailable(why: string, cause?: unknown): EnvelopeError {
  return new EnvelopeError("KEYRING_UNAVAILABLE", `The keyring cannot be used: ${why}`, {
    cause,
    hint: "Unlock the keyring of your desktop session, or use INFERSHIELD_KEY_SOURCE=file.",
  });
}

/** As far as we use @napi-rs/keyring, an optional native dependency. */
interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
  ) => { getPassword(): Promise<string | null | undefined>; setPassword(value: string): Promise<unknown> };
}

async function loadKeyring(): Promise<KeyringStore> {
  const name = "@napi-rs/keyring";
  let loaded: unknown;
  try {
    loaded = await import(name);
  } catch (error) {
    throw unavailable(`the optional package ${name} is not installed.`, error);
  }
  if (!isKeyringModule(loaded)) throw unavailable(`${name} is of another version.`);
  const { AsyncEntry } = loaded;
  return {
    get: async (of, account) => (await new AsyncEntry(of, account).getPassword()) ?? undefined,
    set: async (of, account, value) => {
      await new AsyncEntry(of, account).setPassword(value);
    },
  };
}

function isKeyringModule(value: unknown): value is KeyringModule {
  return typeof value === "object" && value !== null && "AsyncEntry" in value && typeof value.AsyncEntry === "function";
}
