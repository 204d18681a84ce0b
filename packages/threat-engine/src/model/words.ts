import { unitsOf } from "../text-units.ts";

/** The words of a text; the arrays belong to the next call. */
export interface Words {
  readonly count: number;
  /** UTF-16 offsets. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What a word is to its neighbours: the hash of its folded letters; all numbers are one word, and so are digests and keys. */
  readonly hashes: Int32Array;
  /** Two hashes of the folded letters and of what the word is, 64 bits together. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** 1: pieces of the word mean something. */
  readonly spelled: Uint8Array;
  /** How many words mix letters with digits or signs. */
  readonly mixed: number;
  /** The text's units. */
  readonly units: Uint16Array;
}

const longestWord = 24;
const longestMixedWord = 14;

const [between, letter, digit, sign, ideograph] = [0, 1, 2, 3, 4];
/**
 * What a character is to the tokeniser: 0 between words, 1 letter, 2 digit, 3 sign used for a letter inside a word, 4 a word by itself.
 * Below it, in 16 bits, the letter that stands for the character: lower case, and letters for the digits and signs that imitate them.
 * Characters beyond Latin-1's signs have no entry (0) until they first occur.
 */
const entries = new Int32Array(65_536);
const kindShift = 16;
const firstUnknown = 0xc0;
const unitMask = 0xffff;

function prepareEntries(): void {
  for (let code = 0; code < firstUnknown; code += 1) entries[code] = code | (between << kindShift);
  for (let code = 97; code <= 122; code += 1) {
    entries[code] = code | (letter << kindShift);
    entries[code - 32] = code | (letter << kindShift);
  }
  for (let code = 48; code <= 57; code += 1) entries[code] = code | (digit << kindShift);
  for (const character of "@$!|€") entries[character.charCodeAt(0)] = character.charCodeAt(0) | (sign << kindShift);
  const imitations = "0o1i3e4a5s7t8b9g@a$s!i|i€e";
  for (let index = 0; index < imitations.length; index += 2) {
    const code = imitations.charCodeAt(index);
    entries[code] = ((entries[code] ?? 0) & ~unitMask) | imitations.charCodeAt(index + 1);
  }
}

/** Scripts written without spaces: every character is a word. */
function isIdeographic(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xe00 && code <= 0xe7f);
}

let prepared = false;

function entryOf(code: number): number {
  const entry = entries[code] ?? 0;
  return entry === 0 && code >= firstUnknown ? classify(code) : entry;
}

function classify(code: number): number {
  const found = !/\p{L}|\p{M}/u.test(String.fromCharCode(code)) ? between : isIdeographic(code) ? ideograph : letter;
  const entry = code | (found << kindShift);
  entries[code] = entry;
  return entry;
}

/** The folded letter of a unit. */
export function foldUnit(unit: number): number {
  return (entries[unit] ?? 0) & unitMask;
}

/** One step of the hash of Fowler, Noll and Vo, with the high bits fed back. */
export function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
}

const firstHash = 0x811c9dc5 | 0;
const leastCapacity = 4_096;
const empty = new Uint16Array(0);
let kept = makeWords(0);

function makeWords(capacity: number): Words {
  return {
    count: 0,
    mixed: 0,
    starts: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    hashes: new Int32Array(capacity),
    first: new Int32Array(capacity),
    second: new Int32Array(capacity),
    spelled: new Uint8Array(capacity),
    units: empty,
  };
}

/** Cuts a normalised text into words. Case and digits that imitate letters are folded. */
export function readWords(text: string): Words {
  if (!prepared) prepareEntries();
  prepared = true;
  const { length } = text;
  const units = unitsOf(text);
  if (kept.starts.length < length) kept = makeWords(Math.max(leastCapacity, 2 * length));
  const { starts, ends, hashes, first, second, spelled } = kept;
  let count = 0;
  let mixed = 0;
  for (let index = 0; index < length; ) {
    const start = index;
    const begin = entryOf(units[index] ?? 0);
    const kind = begin >> kindShift;
    index += 1;
    if (kind === between || kind === sign) continue;
    let hash = mix(firstHash, begin & unitMask);
    let other = 0;
    let letterCount = kind === digit ? 0 : 1;
    if (kind !== ideograph) {
      other = begin & unitMask;
      for (; index < length; index += 1) {
        const entry = entryOf(units[index] ?? 0);
        const inWord = entry >> kindShift;
        if (inWord === letter) letterCount += 1;
        else if (inWord !== digit && (inWord !== sign || !isAlphanumeric(units, index + 1, length))) break;
        hash = mix(hash, entry & unitMask);
        other = (Math.imul(other, 31) + (entry & unitMask)) | 0;
      }
    }
    const size = index - start;
    if (letterCount > 0 && letterCount < size) mixed += 1;
    // A digest, a key or an encoded text: its letters mean nothing.
    const coded = letterCount > 0 && (size > longestWord || (letterCount < size && size > longestMixedWord));
    starts[count] = start;
    ends[count] = index;
    first[count] = hash;
    const meaning = letterCount === 0 ? 7 : coded ? 11 : hash;
    hashes[count] = meaning;
    // "10" and "io" have the same folded letters.
    second[count] = (Math.imul(other, 31) + meaning) | 0;
    spelled[count] = coded || kind === ideograph ? 0 : 1;
    count += 1;
  }
  return { count, mixed, starts, ends, hashes, first, second, spelled, units };
}

function isAlphanumeric(units: Uint16Array, index: number, length: number): boolean {
  const kind = index < length ? entryOf(units[index] ?? 0) >> kindShift : between;
  return kind === letter || kind === digit;
}
