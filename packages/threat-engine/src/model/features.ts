/** Number of hash buckets, a power of two: one weight each. */
export const modelBuckets: number = 2 ** 18;

/** The features of a text, token by token. */
export interface TextFeatures {
  /** Number of tokens. */
  readonly tokens: number;
  /** Buckets of all features; those of token `i` end before `ends[i]`. */
  readonly buckets: Uint32Array;
  readonly ends: Uint32Array;
  /** UTF-16 offset at which token `i` begins. */
  readonly offsets: Uint32Array;
}

/** Longest text that is looked at in one piece; a longer one is cut by the caller. */
export const longestModelText = 262_144;

const bucketShift = 32 - Math.log2(modelBuckets);
const longestWord = 24;
const longestMixedWord = 14;

/** What a character is to the tokeniser: 0 between words, 1 letter, 2 digit, 3 sign used for a letter inside a word, 4 a word by itself. */
const kinds = new Uint8Array(65_536);
/** The letter that stands for a character: lower case, and letters for the digits and signs that imitate them. */
const folded = new Uint16Array(65_536);

function prepareTables(): void {
  for (let code = 0; code < 65_536; code += 1) {
    folded[code] = code;
    if (code >= 0xc0 && /\p{L}|\p{M}/u.test(String.fromCharCode(code))) kinds[code] = isIdeographic(code) ? 4 : 1;
  }
  for (let code = 97; code <= 122; code += 1) {
    kinds[code] = 1;
    kinds[code - 32] = 1;
    folded[code - 32] = code;
  }
  for (let code = 48; code <= 57; code += 1) kinds[code] = 2;
  for (const sign of "@$!|€") kinds[sign.charCodeAt(0)] = 3;
  const imitations = "0o1i3e4a5s7t8b9g@a$s!i|i€e";
  for (let index = 0; index < imitations.length; index += 2) {
    folded[imitations.charCodeAt(index)] = imitations.charCodeAt(index + 1);
  }
}

/** Scripts written without spaces: every character is a word. */
function isIdeographic(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xe00 && code <= 0xe7f);
}

prepareTables();

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
}

function bucketOf(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return Math.imul(spread ^ (spread >>> 13), 0xc2b2ae35) >>> bucketShift;
}

/**
 * Hashed words, pairs and triples of words, and four-letter pieces of words, of a normalised text. Case and leet digits are folded;
 * numbers are one word, and so are long words with digits and words of more than 24 letters.
 */
export function extractFeatures(text: string): TextFeatures {
  const length = Math.min(text.length, longestModelText);
  const buckets = new Uint32Array(length * 3 + 8);
  const ends = new Uint32Array(length + 1);
  const offsets = new Uint32Array(length + 1);
  let count = 0;
  let tokens = 0;
  let previous = 1;
  let beforePrevious = 2;
  for (let index = 0; index < length; ) {
    const kind = kinds[text.charCodeAt(index)];
    if (kind === 0 || kind === 3) {
      index += 1;
      continue;
    }
    const start = index;
    let hash = 0x811c9dc5;
    let letters = 0;
    const before = count;
    let window = 0x20;
    if (kind === 4) {
      hash = mix(hash, text.charCodeAt(index));
      letters = 1;
      index += 1;
    } else {
      while (index < length) {
        const code = text.charCodeAt(index);
        const inWord = kinds[code];
        if (inWord === 0 || inWord === 4 || (inWord === 3 && !isAlphanumeric(text, index + 1))) break;
        const letter = folded[code] ?? code;
        if (inWord === 1) letters += 1;
        hash = mix(hash, letter);
        window = ((window << 8) | (letter & 0xff)) >>> 0;
        if (index - start >= 2 && index - start < longestWord) buckets[count++] = bucketOf(window ^ 0x5bd1e995);
        index += 1;
      }
      if (letters === 0) hash = 7;
      else if (index - start > longestWord || (letters < index - start && index - start > longestMixedWord)) {
        // A digest, a key or an encoded text: its letters mean nothing.
        count = before;
        hash = 11;
      }
    }
    buckets[count++] = bucketOf(hash);
    buckets[count++] = bucketOf(mix(previous, hash));
    buckets[count++] = bucketOf(mix(mix(beforePrevious, previous), hash));
    beforePrevious = previous;
    previous = hash;
    offsets[tokens] = start;
    ends[tokens] = count;
    tokens += 1;
  }
  return { tokens, buckets: buckets.subarray(0, count), ends, offsets };
}

function isAlphanumeric(text: string, index: number): boolean {
  const kind = kinds[text.charCodeAt(index)];
  return kind === 1 || kind === 2;
}
