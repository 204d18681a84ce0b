import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Signer } from "@infershield/core";
import { AuditError } from "./error.ts";

/** A public key with the name it signs under, in the form `name+id+key` of C2SP signed notes. */
export interface NoteKey {
  readonly name: string;
  /** First 4 bytes of SHA-256 over name, newline, algorithm byte and key; hex. */
  readonly id: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Algorithm byte of Ed25519. */
const ed25519 = 1;
const signatureBytes = 64;

/** The key of a signer under a name, which holds neither space nor plus sign. */
export function noteKey(name: string, publicKey: Uint8Array): NoteKey {
  const id = createHash("sha256")
    .update(`${name}\n`)
    .update(Buffer.of(ed25519))
    .update(publicKey)
    .digest("hex")
    .slice(0, 8);
  return { name, id, publicKey };
}

/** `name+id+key` */
export function formatNoteKey(key: NoteKey): string {
  return `${key.name}+${key.id}+${Buffer.concat([Buffer.of(ed25519), key.publicKey]).toString("base64")}`;
}

/** Reads `name+id+key`; undefined when it is none. */
export function readNoteKey(text: string): NoteKey | undefined {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  // So many characters are 33 bytes.
  const bytes = Buffer.from(encoded ?? "", "base64");
  if (name === undefined || bytes[0] !== ed25519) return undefined;
  const key = noteKey(name, new Uint8Array(bytes.subarray(1)));
  return key.id === id ? key : undefined;
}

/**
 * Reads a key as it lies in `audit.pub`.
 *
 * @throws AuditError `INVALID_KEY`
 */
export function parseNoteKey(text: string): NoteKey {
  const key = readNoteKey(text.trim());
  if (key !== undefined) return key;
  throw new AuditError("INVALID_KEY", "This is not an Ed25519 verification key of the form name+id+key.");
}

/**
 * Signs a text as a C2SP signed note.
 *
 * @param text - Ends with a newline and holds no empty line.
 * @see https://c2sp.org/signed-note
 */
export function signNote(text: string, name: string, signer: Signer): string {
  const { id } = noteKey(name, signer.publicKey);
  const signature = Buffer.concat([Buffer.from(id, "hex"), signer.sign(Buffer.from(text, "utf8"))]);
  return `${text}\n\u2014 ${name} ${signature.toString("base64")}\n`;
}

/** The signed text, or undefined when the note has not exactly one signature by this key. */
export function openNote(note: string, key: NoteKey): string | undefined {
  const parts = splitNote(note);
  if (parts === undefined || parts.name !== key.name) return undefined;
  const { text, signature } = parts;
  if (signature.length !== 4 + signatureBytes || signature.subarray(0, 4).toString("hex") !== key.id) return undefined;
  const good = verify(null, Buffer.from(text, "utf8"), ed25519Key(key.publicKey), signature.subarray(4));
  return good ? text : undefined;
}

/** Text and signature of a note, unchecked. */
export function splitNote(note: string): { text: string; name: string; signature: Buffer } | undefined {
  const gap = note.indexOf("\n\n");
  if (gap < 0) return undefined;
  const [, name, encoded] = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})\n$/.exec(note.slice(gap + 2)) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const signature = Buffer.from(encoded, "base64");
  // One spelling only: a changed bit in the unused end of the base64 is a changed note.
  return signature.toString("base64") === encoded ? { text: note.slice(0, gap + 1), name, signature } : undefined;
}

function ed25519Key(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}
