import { EnvelopeError, type Keyring, type KeysetFile, type KeysetUnlocker } from "@infershield/envelope";
import { TokenStoreError } from "../src/error.ts";
import { openSecrets } from "../src/sealed-secrets.ts";
import { checkTokenFile, parseTokenFile } from "../src/token-file.ts";

/** Opens keysets as the store does: one that did not change is opened once. */
export type OpenKeyset = (keyset: KeysetFile) => Keyring;

export function openingOnce(unlocker: KeysetUnlocker): OpenKeyset {
  const opened = new Map<string, Keyring>();
  return (keyset) => {
    const text = JSON.stringify(keyset);
    const keyring = opened.get(text) ?? unlocker.open(keyset);
    opened.set(text, keyring);
    return keyring;
  };
}

/** What a reader gets out of the bytes of a token file: the code of a refusal, or all plaintexts. */
export function readEverything(bytes: Uint8Array, openKeyset: OpenKeyset): string {
  try {
    const file = parseTokenFile(bytes);
    const keyring = openKeyset(file.keyset);
    checkTokenFile(keyring, file);
    return JSON.stringify(file.records.map((row) => openSecrets(keyring.sealer, row).accessToken?.reveal()));
  } catch (error) {
    if (error instanceof TokenStoreError || error instanceof EnvelopeError) return error.code;
    throw error;
  }
}

/** Flips every `stride`-th bit from a byte on, one at a time. @returns how many flips were refused, and the outcome of any that was not */
export function flipBits(
  bytes: Uint8Array,
  openKeyset: OpenKeyset,
  stride: number,
  fromByte = 0,
): { readonly flips: number; readonly accepted: readonly string[] } {
  const refusals = new Set(["STORE_CORRUPT", "STORE_VERSION", "KEYSET_CORRUPT", "VERSION", "WRONG_MASTER_KEY"]);
  const accepted: string[] = [];
  let flips = 0;
  for (let bit = fromByte * 8; bit < bytes.length * 8; bit += stride, flips++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const outcome = readEverything(flipped, openKeyset);
    if (!refusals.has(outcome)) accepted.push(`bit ${bit}: ${outcome}`);
  }
  return { flips, accepted };
}
