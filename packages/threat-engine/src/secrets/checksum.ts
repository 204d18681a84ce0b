import { crc32 } from "node:zlib";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * CRC-32 of `text` in base62, left-padded with zeros to six characters: the last six characters of GitHub, npm and InferShield tokens.
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function checksumBase62(text: string): string {
  let value = crc32(text);
  let digits = "";
  for (let index = 0; index < 6; index += 1) {
    digits = (base62[value % 62] ?? "0") + digits;
    value = Math.floor(value / 62);
  }
  return digits;
}

/** Whether the last six characters of `text` are the checksum of those before them. */
export function hasChecksum(text: string): boolean {
  return text.length > 6 && checksumBase62(text.slice(0, -6)) === text.slice(-6);
}

/** Luhn's formula over the digits of `text`; other characters are skipped (ISO/IEC 7812-1). */
export function passesLuhn(text: string): boolean {
  let sum = 0;
  let double = false;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) continue;
    const value = double ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    double = !double;
  }
  return sum % 10 === 0;
}
