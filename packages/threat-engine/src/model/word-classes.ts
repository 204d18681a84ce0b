import { inflateRawSync } from "node:zlib";
import { once } from "../once.ts";
import { packedClasses } from "./packed-classes.ts";
import { readWords } from "./words.ts";

/** The class of a word by its hash, from 1; 0: it has none. */
export type WordClasses = (hash: number) => number;

const slots = 2 ** 17;
/** No class has this bit. */
const ownClass = 0x4000_0000;

/** What stands for the class of a word: a word without one is a class of its own. */
export function classOrOwn(wordClass: number, hash: number): number {
  return wordClass === 0 ? hash | ownClass : wordClass;
}

/** The table of words that are used alike: some 40,000 in an open hash table, unpacked when it is first asked for. */
export const wordClasses: () => WordClasses = once(unpack);

function unpack(): WordClasses {
  const hashes = new Int32Array(slots);
  const classes = new Uint8Array(slots);
  const slotOf = (hash: number): number => {
    let slot = (hash ^ (hash >>> 15)) & (slots - 1);
    while (classes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & (slots - 1);
    return slot;
  };
  const lines = inflateRawSync(Buffer.from(packedClasses, "base64")).toString("latin1").trimEnd().split("\n");
  for (const [index, line] of lines.entries()) {
    const words = readWords(line);
    for (const hash of words.hashes.subarray(0, words.count)) {
      const slot = slotOf(hash);
      if (classes[slot] !== 0) continue;
      hashes[slot] = hash;
      classes[slot] = index + 1;
    }
  }
  return (hash) => classes[slotOf(hash)] ?? 0;
}
