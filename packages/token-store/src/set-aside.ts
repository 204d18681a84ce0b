import { createHash } from "node:crypto";
import { EnvelopeError } from "@infershield/envelope";
import { createFileDurably, type Files } from "@infershield/home";
import { TokenStoreError } from "./error.ts";

/** Whether an error says that the file itself is damaged, not that the key or the disk is at fault. */
export function isDamage(error: unknown): boolean {
  return (
    (error instanceof TokenStoreError && error.code === "STORE_CORRUPT") ||
    (error instanceof EnvelopeError && error.code === "KEYSET_CORRUPT")
  );
}

/**
 * Copies a damaged file beside itself as `<name>.corrupt-<first 16 hex digits of its SHA-256>`, once. The file itself stays, so that
 * every later opening reports the damage too and no empty store takes its place.
 *
 * @returns path of the copy
 * @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE`
 */
async function setAside(path: string, bytes: Uint8Array, files?: Files): Promise<string> {
  const copy = `${path}.corrupt-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
  await createFileDurably(copy, bytes, files === undefined ? {} : { files });
  return copy;
}

/** Sets a damaged file aside and says so in the error to throw. @throws HomeError when the copy cannot be made */
export async function damageReport(path: string, bytes: Uint8Array, error: unknown, files?: Files): Promise<Error> {
  const copy = await setAside(path, bytes, files);
  const what = error instanceof EnvelopeError ? "its keyset was altered" : "it was altered or cut off";
  return new TokenStoreError("STORE_CORRUPT", `${path} is damaged: ${what}. A copy was set aside as ${copy}.`, {
    cause: error,
    hint: "Restore it from a backup, or move it away and sign in again.",
  });
}

/** Runs `read` on the bytes of a file; sets them aside when it finds them damaged. @throws TokenStoreError `STORE_CORRUPT` */
export async function withSetAside<T>(path: string, bytes: Uint8Array, read: () => T, files?: Files): Promise<T> {
  try {
    return read();
  } catch (error) {
    throw isDamage(error) ? await damageReport(path, bytes, error, files) : error;
  }
}
