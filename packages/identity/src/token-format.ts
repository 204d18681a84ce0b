import { crc32 } from "node:zlib";
import { Secret, type System, system } from "@infershield/core";
import { bigEndian, toBase62 } from "./base62.ts";

/** What an InferShield token is for: `p` person's tool, `s` service, `a` administrator, `d` device enrolment, `r` SCIM. */
export type TokenKind = "p" | "a" | "r" | "s" | "d";

const secretBytes = 32;
/** 62^43 > 2^256. */
const secretChars = 43;
/** 62^6 > 2^32. */
const checksumChars = 6;

const prefixShape = /^ifs[parsd]_/;
const wholeShape = /^ifs([parsd])_[0-9A-Za-z]{49}$/;

/** Whether a value looks like an InferShield token (`ifsp_…`). Such a value is never forwarded to a provider, whatever follows. */
export function isInferShieldToken(value: string): boolean {
  return prefixShape.test(value);
}

/**
 * Checks shape and checksum without any look-up, so that mistyped and made-up tokens cost nothing.
 *
 * @returns undefined when the value cannot have been made by {@link mintInferShieldToken}
 */
export function checkInferShieldToken(value: string): { readonly kind: TokenKind } | undefined {
  const kind = wholeShape.exec(value)?.[1];
  if (kind === undefined || !isTokenKind(kind)) return undefined;
  const body = value.slice(0, -checksumChars);
  return checksum(body) === value.slice(-checksumChars) ? { kind } : undefined;
}

/** Makes a new token: `ifs<kind>_`, 256 random bits in 43 base-62 characters, 6 characters CRC-32 of everything before; 54 in all. */
export function mintInferShieldToken(kind: TokenKind, { randomBytes }: Pick<System, "randomBytes"> = system): Secret {
  const body = `ifs${kind}_${toBase62(bigEndian(randomBytes(secretBytes)), secretChars)}`;
  return new Secret(body + checksum(body));
}

function checksum(body: string): string {
  return toBase62(BigInt(crc32(body)), checksumChars);
}

function isTokenKind(value: string): value is TokenKind {
  return value === "p" || value === "a" || value === "r" || value === "s" || value === "d";
}
