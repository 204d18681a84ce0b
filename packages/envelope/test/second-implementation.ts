import { webcrypto } from "node:crypto";

/**
 * Opens sealed values and keysets with WebCrypto alone, written from docs/sealed-format.md and sharing no code with the package: what
 * both agree on is the format, not one program's habit.
 */
const { subtle } = webcrypto;
const prefix = "infershield/token-store/v1";
const utf8 = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/** Why a value was refused, in the words of the format. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The place that a value belongs to, as the vectors write it. */
export interface Place {
  readonly tenant: string;
  readonly user_id: string;
  readonly provider: string;
  readonly record_id: string;
  readonly field: string;
}

export function lp(...parts: readonly string[]): Bytes {
  const encoded = parts.map((part) => utf8.encode(part));
  const out = new Uint8Array(encoded.reduce((size, bytes) => size + 4 + bytes.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const bytes of encoded) {
    view.setUint32(at, bytes.length);
    out.set(bytes, at + 4);
    at += 4 + bytes.length;
  }
  return out;
}

async function hkdf(key: Bytes, salt: Bytes, info: Bytes, size: number): Promise<Bytes> {
  const material = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, material, size * 8));
}

export const derived = (key: Bytes, ...info: readonly string[]): Promise<Bytes> =>
  hkdf(key, new Uint8Array(0), lp(prefix, ...info), 32);

export async function kidOf(key: Bytes): Promise<string> {
  return toHex(await hkdf(key, new Uint8Array(0), lp(prefix, "kid"), 8));
}

function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Canonical base64url by hand: no padding, unused bits zero. */
export function unb64(text: unknown, size?: number): Bytes {
  if (typeof text !== "string" || text.length % 4 === 1) throw new Refused("FORMAT");
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) throw new Refused("FORMAT");
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0 || (size !== undefined && out.length !== size)) throw new Refused("FORMAT");
  return Uint8Array.from(out);
}

const members = ["v", "alg", "kid", "salt", "com", "iv", "authTag", "ciphertext"];

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("FORMAT");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused("FORMAT");
  const object = value as Record<string, unknown>;
  if (object["v"] !== 1) throw new Refused("VERSION");
  if (Object.keys(object).sort().join() !== [...members].sort().join()) throw new Refused("FORMAT");
  if (object["alg"] !== "A256GCM") throw new Refused("ALG");
  if (typeof object["kid"] !== "string" || !/^[0-9a-f]{16}$/.test(object["kid"])) throw new Refused("FORMAT");
  const sizes: Record<string, number | undefined> = { salt: 32, com: 32, iv: 12, authTag: 16, ciphertext: undefined };
  for (const [name, size] of Object.entries(sizes)) unb64(object[name], size);
  const canonical = `{${members.map((name) => `"${name}":${JSON.stringify(object[name])}`).join()}}`;
  if (canonical !== text) throw new Refused("FORMAT");
  return object;
}

/** Opens the stored text of a value. */
export async function openSealed(text: string, place: Place, rootKeys: ReadonlyMap<string, Bytes>): Promise<string> {
  const object = parse(text);
  const kid = String(object["kid"]);
  const rootKey = rootKeys.get(kid);
  if (rootKey === undefined) throw new Refused("UNKNOWN_KEY");
  const info = lp(prefix, "record", place.tenant, place.user_id, place.provider);
  const okm = await hkdf(await derived(rootKey, "enc"), unb64(object["salt"], 32), info, 64);
  if (toHex(okm.slice(32)) !== toHex(unb64(object["com"], 32))) throw new Refused("COMMIT");
  const { tenant, user_id, provider, record_id, field } = place;
  const data = lp("isk", "1", "A256GCM", kid, tenant, user_id, provider, record_id, field);
  const plain = await gcmOpen(okm.slice(0, 32), object, data, "AUTH");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
}

/** AES-256-GCM; WebCrypto wants the tag behind the ciphertext. */
export async function gcmOpen(
  key: Bytes,
  box: Record<string, unknown>,
  additionalData: Bytes,
  code: string,
): Promise<Bytes> {
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const sealed = Uint8Array.from([...unb64(box["ciphertext"]), ...unb64(box["authTag"], 16)]);
  try {
    const parameters = { name: "AES-GCM", iv: unb64(box["iv"], 12), additionalData, tagLength: 128 };
    return new Uint8Array(await subtle.decrypt(parameters, imported, sealed));
  } catch {
    throw new Refused(code);
  }
}

/** HMAC-SHA256. */
export async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, message));
}
