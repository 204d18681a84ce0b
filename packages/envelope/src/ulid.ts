import type { Clock, RandomBytes } from "@infershield/core";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Shape of {@link ulid}. */
export const ulidShape: RegExp = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A ULID: 48 bits of time in milliseconds and 80 random bits, 26 characters that sort by time. */
export function ulid(source: { readonly now: Clock; readonly randomBytes: RandomBytes }): string {
  let number = BigInt(Math.trunc(source.now()));
  for (const byte of source.randomBytes(10)) number = (number << 8n) | BigInt(byte);
  let text = "";
  for (let index = 0; index < 26; index++, number >>= 5n) text = alphabet.charAt(Number(number & 31n)) + text;
  return text;
}
