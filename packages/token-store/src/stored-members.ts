import { TokenStoreError } from "./error.ts";

/** A stored object, whose members are not known yet. @throws TokenStoreError `STORE_CORRUPT` */
export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

/** Valid Unicode. @throws TokenStoreError `STORE_CORRUPT` */
export function text(value: unknown): string {
  if (typeof value !== "string" || !value.isWellFormed()) throw malformed();
  return value;
}

/** A whole number from 0. @throws TokenStoreError `STORE_CORRUPT` */
export function count(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw malformed();
  return value;
}

/** One of a few words. @throws TokenStoreError `STORE_CORRUPT` */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw malformed();
  return found;
}

/** A file that is not what we write. */
export function malformed(cause?: unknown): TokenStoreError {
  return new TokenStoreError("STORE_CORRUPT", "The token store is damaged: it is not in the form that is written.", {
    cause,
  });
}
