import type { Span } from "./view.ts";

/** A message written in characters that are never shown. */
export interface HiddenText extends Span {
  readonly text: string;
}

/** A flag of a region has at most seven tags. */
const shortest = 8;
const tagRun = /[\u{e0020}-\u{e007e}]+/gu;
const selectorRun = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+/gu;

/**
 * Finds text hidden in tag characters (each stands for one ASCII character) and in variation selectors (each stands for one byte).
 * Flags of regions (a black flag and up to seven tags) are no hidden text.
 */
export function findHiddenText(text: string): readonly HiddenText[] {
  if (!/\udb40|[\ufe00-\ufe0f]/.test(text)) return [];
  return [
    ...collect(text, tagRun, (code) => code - 0xe0000),
    ...collect(text, selectorRun, (code) => (code < 0x10000 ? code - 0xfe00 : code - 0xe0100 + 16)),
  ].filter((found) => found.text.length >= shortest && /[A-Za-z]{3}/.test(found.text));
}

function collect(text: string, run: RegExp, byteOf: (code: number) => number): HiddenText[] {
  return [...text.matchAll(run)].map((match) => {
    const bytes = [...match[0]]
      .map((character) => byteOf(character.codePointAt(0) ?? 0))
      .filter((byte) => byte >= 0 && byte < 256);
    return { start: match.index, end: match.index + match[0].length, text: Buffer.from(bytes).toString("utf8") };
  });
}
