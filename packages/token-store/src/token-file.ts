import { EnvelopeError, type Keyring, type KeysetFile, parseKeysetFile } from "@infershield/envelope";
import { TokenStoreError } from "./error.ts";
import { checkMac, checkRowMac, type MacKey, makeMac } from "./row-mac.ts";
import { asObject, count, malformed, text } from "./stored-members.ts";
import { formatRow, parseRow, type TokenRow, type TokenRows } from "./token-row.ts";

/** The content of `tokens.json`, format version 1. */
export interface TokenFile extends TokenRows {
  /** Grows with every change of the file. */
  readonly generation: number;
  readonly keyset: KeysetFile;
  /** Covers the numbers, the keyset and the MACs of all rows, so that no row can be left out or put back. */
  readonly mac: string;
}

const format = "infershield-tokens";

/** The bytes of a token file: there is only one way to write it. */
export function formatTokenFile(file: TokenFile): Uint8Array {
  const object = {
    format,
    v: 1,
    generation: file.generation,
    generation_floor: file.generationFloor,
    keyset: file.keyset,
    records: file.records.map(formatRow),
    mac: file.mac,
  };
  return new TextEncoder().encode(`${JSON.stringify(object, undefined, 2)}\n`);
}

/**
 * Reads the bytes of a token file without any key: exactly what {@link formatTokenFile} writes, so that a member given twice, an
 * unknown one or another spelling is refused. Nothing in it is to be trusted before {@link checkTokenFile}.
 *
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; EnvelopeError `KEYSET_CORRUPT`, `VERSION`
 */
export function parseTokenFile(bytes: Uint8Array): TokenFile {
  const object = asObject(parseJson(bytes));
  if (object["format"] !== format) throw malformed();
  if (object["v"] !== 1) {
    throw new TokenStoreError("STORE_VERSION", "The token store was written by another version of InferShield.", {
      hint: "Use that version, or move the file away and sign in again.",
    });
  }
  if (!Array.isArray(object["records"])) throw malformed();
  const file: TokenFile = {
    generation: count(object["generation"]),
    generationFloor: count(object["generation_floor"]),
    keyset: parseKeysetFile(object["keyset"]),
    records: object["records"].map(parseRecord),
    mac: text(object["mac"]),
  };
  if (!Buffer.from(bytes).equals(formatTokenFile(file))) throw malformed();
  return file;
}

/** JSON of any kind. @throws TokenStoreError `STORE_CORRUPT` */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw malformed(error);
  }
}

function parseRecord(value: unknown): TokenRow {
  try {
    return parseRow(value);
  } catch (error) {
    throw error instanceof EnvelopeError ? malformed(error) : error;
  }
}

/** Checks the MAC of the file and of every row. @throws TokenStoreError `STORE_CORRUPT` */
export function checkTokenFile(keyring: Keyring, file: TokenFile): void {
  const key = macKey(keyring);
  checkMac(key, file.mac, "isk-file", ...coveredParts(file));
  for (const row of file.records) checkRowMac(key, row);
}

/** The first file of a store. */
export function newTokenFile(keyring: Keyring, keyset: KeysetFile, records: readonly TokenRow[] = []): TokenFile {
  return withFileMac(keyring, { generation: 1, generationFloor: 0, keyset, records });
}

/** The file that follows another one. */
export function nextTokenFile(
  keyring: Keyring,
  file: TokenFile,
  change: Partial<TokenRows & { readonly keyset: KeysetFile }>,
): TokenFile {
  return withFileMac(keyring, { ...file, ...change, generation: file.generation + 1 });
}

function withFileMac(keyring: Keyring, file: Omit<TokenFile, "mac">): TokenFile {
  return { ...file, mac: makeMac(macKey(keyring), "isk-file", ...coveredParts(file)) };
}

/** What rows and files of this store are authenticated with. */
export function macKey({ storeId, rowMac }: Keyring): MacKey {
  return { storeId, rowMac };
}

function coveredParts(file: Omit<TokenFile, "mac">): readonly string[] {
  const numbers = [file.generation, file.generationFloor].map(String);
  return [...numbers, file.keyset.mac, ...file.records.map((row) => row.mac)];
}
