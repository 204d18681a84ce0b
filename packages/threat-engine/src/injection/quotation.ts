import type { Span } from "../views/view.ts";

/** How far from a place its quotation marks are looked for; a longer quotation is a document. */
const reach = 300;
const pairs: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "\u201c": "\u201d",
  "\u2018": "\u2019",
  "\u201e": "\u201c",
  "\u00ab": "\u00bb",
  "\u300c": "\u300d",
  "\u300e": "\u300f",
};
/** A straight mark opens behind a space or a bracket, and closes before anything but a letter. */
const beforeOpening = /[\s([{:,>-]/;
const letter = /[\p{L}\p{N}]/u;
const feed = 10;
/** By code: the few characters that are looked at. Most of a text is none, and every match of a text comes here. */
const isLookedAt = new Uint8Array(0x3010);
for (const mark of ["\n", ...Object.keys(pairs)]) isLookedAt[mark.charCodeAt(0)] = 1;

/** The quotation, marks included, in which a place of a text stands; undefined when it stands in none. */
export function quotationAround(text: string, { start, end }: Span): Span | undefined {
  const from = Math.max(0, start - reach);
  const closed = new Set<string>();
  const neverClosed = new Set<string>();
  for (let index = start - 1; index >= from; index -= 1) {
    if (isLookedAt[text.charCodeAt(index)] !== 1) continue;
    const mark = text[index] ?? "";
    if (mark === "\n" && text[index - 1] === "\n") return undefined;
    const closer = pairs[mark];
    if (closer === undefined || neverClosed.has(closer)) continue;
    if (!opens(text, index)) {
      closed.add(mark);
      continue;
    }
    if (closed.delete(closer)) continue;
    const last = closingAt(text, closer, end);
    if (last !== undefined) return { start: index, end: last + 1 };
    neverClosed.add(closer);
  }
  return undefined;
}

function opens(text: string, index: number): boolean {
  return (index === 0 || beforeOpening.test(text[index - 1] ?? "")) && !/\s/.test(text[index + 1] ?? " ");
}

function closingAt(text: string, closer: string, from: number): number | undefined {
  const to = Math.min(text.length, from + reach);
  const mark = closer.charCodeAt(0);
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    if (code === feed && text.charCodeAt(index + 1) === feed) return undefined;
    if (code === mark && !letter.test(text[index + 1] ?? "")) return index;
  }
  return undefined;
}
