import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { ThreatError } from "../error.ts";
import { ownCopy } from "../own-copy.ts";

/** Replaces the sensitive values of one conversation and knows them again. Lives in memory only. */
export interface Placeholders {
  /**
   * The placeholder of a value: the same value gives the same one in every turn. The rule gives the visible kind, as in `IFSX_GITHUB_TOKEN_…_X`.
   *
   * @throws ThreatError `TOO_MANY_PLACEHOLDERS` when 1,000 candidates are taken
   */
  placeholderFor(rule: string, value: string): string;
  /** The value behind a placeholder of this conversation. */
  original(placeholder: string): string | undefined;
  /** How many values are known. */
  readonly size: number;
}

const keyBytes = 32;
const mostCandidates = 1_000;
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The fixed beginning of every placeholder. */
export const placeholderPrefix = "IFSX_";
/** Longest placeholder, in characters. */
export const longestPlaceholder = 64;
/** Every text of a placeholder's form: prefix, kind, 16 characters of base32, `_X`. */
export const placeholderForm: RegExp = /^IFSX_[A-Z0-9_]{1,36}_[A-Z2-7]{16}_X$/;

/**
 * Makes the placeholders of one conversation: HMAC-SHA-256 of rule and value under the conversation's key, 80 bits of it.
 *
 * @param options.key - 32 bytes, of this conversation alone
 * @param options.isTaken - whether a candidate occurs in the request by chance; the next counter is used then
 * @throws ThreatError `INVALID_KEY`
 */
export function createPlaceholders(options: {
  readonly key: Uint8Array;
  readonly isTaken: (candidate: string) => boolean;
}): Placeholders {
  if (options.key.length !== keyBytes) {
    throw new ThreatError("INVALID_KEY", `A conversation key has ${keyBytes} bytes, not ${options.key.length}.`);
  }
  // Made once: it takes longer than a digest.
  const key = createSecretKey(options.key);
  const byValue = new Map<string, string>();
  const byPlaceholder = new Map<string, string>();
  return {
    placeholderFor: (rule, value) => {
      const known = byValue.get(value);
      if (known !== undefined) return known;
      const kind = kindOf(rule);
      for (let counter = 0; counter < mostCandidates; counter += 1) {
        const candidate = `${placeholderPrefix}${kind}_${digest(key, `${counter}\0${value}`)}_X`;
        if (byPlaceholder.has(candidate) || options.isTaken(candidate)) continue;
        // They are needed until the answer's end, the body that they stood in is not.
        const kept = ownCopy(value);
        byValue.set(kept, candidate);
        byPlaceholder.set(candidate, kept);
        return candidate;
      }
      throw new ThreatError("TOO_MANY_PLACEHOLDERS", "The request holds every placeholder that this value could have.");
    },
    original: (placeholder) => byPlaceholder.get(placeholder),
    get size() {
      return byValue.size;
    },
  };
}

/** `secret.github_token` becomes `GITHUB_TOKEN`. */
function kindOf(rule: string): string {
  return rule
    .slice(rule.indexOf(".") + 1)
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, "_")
    .slice(0, 36);
}

function digest(key: KeyObject, message: string): string {
  const bytes = createHmac("sha256", key).update(message, "utf8").digest();
  let text = "";
  for (let index = 0; index < 16; index += 1) text += base32[(bytes[index] ?? 0) & 31];
  return text;
}
