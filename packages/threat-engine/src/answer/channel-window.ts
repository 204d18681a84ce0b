/** How many released characters stay readable for rules that look back. */
export const lookBehind = 512;
const trimAfter = 1_024;

/**
 * The part of a channel's text that is still looked at: what was not released yet and a little before it.
 * Offsets are into the plain text, from the channel's beginning. In JSON channels the escapes of strings are read, and every plain
 * character knows its place in the raw text.
 */
export interface ChannelWindow {
  /** Appends raw text. */
  push(raw: string): void;
  /** No text follows: half an escape becomes plain. */
  end(): void;
  /** The readable text. */
  text(): string;
  /** Plain offset at which `text()` begins. */
  base(): number;
  /** Raw text between two plain offsets. */
  raw(start: number, end: number): string;
  /** Raw offset of a plain one, from the channel's beginning. */
  rawOffset(offset: number): number;
  /** Forgets what lies far before `released`. */
  trim(released: number): void;
}

const simpleEscapes = new Map(Object.entries({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" }));

/** A window over plain text, or over the raw text of a JSON value. */
export function createChannelWindow(json: boolean): ChannelWindow {
  let plain = "";
  let rawText = "";
  let base = 0;
  let rawBase = 0;
  let held = "";
  // Raw offsets of the plain characters, relative to `rawBase`; unused when both texts are the same.
  let starts: number[] = [];

  const take = (raw: string, decoded: string): void => {
    for (let index = 0; index < decoded.length; index += 1) starts.push(rawText.length);
    rawText += raw;
    plain += decoded;
  };
  const takePlain = (run: string): void => {
    for (let index = 0; index < run.length; index += 1) starts.push(rawText.length + index);
    rawText += run;
    plain += run;
  };
  const readJson = (text: string, ended: boolean): void => {
    held = "";
    for (let index = 0; index < text.length; ) {
      const backslash = text.indexOf("\\", index);
      const stop = backslash < 0 ? text.length : backslash;
      if (stop > index) takePlain(text.slice(index, stop));
      index = stop;
      if (index === text.length) return;
      const size = text[index + 1] === "u" ? 6 : 2;
      if (index + size > text.length && !ended) {
        held = text.slice(index);
        return;
      }
      const piece = text.slice(index, index + size);
      take(piece, unescapeJson(piece));
      index += size;
    }
  };
  const rawIndex = (offset: number): number => (json ? (starts[offset - base] ?? rawText.length) : offset - base);
  return {
    push: (raw) => {
      if (json) readJson(held + raw, false);
      else {
        plain += raw;
        rawText = plain;
      }
    },
    end: () => {
      if (json) readJson(held, true);
    },
    text: () => plain,
    base: () => base,
    raw: (start, end) => rawText.slice(rawIndex(start), rawIndex(end)),
    rawOffset: (offset) => rawBase + rawIndex(offset),
    trim: (released) => {
      if (released - base < trimAfter) return;
      const cut = released - lookBehind - base;
      const rawCut = rawIndex(base + cut);
      starts = starts.slice(cut).map((start) => start - rawCut);
      plain = plain.slice(cut);
      rawText = rawText.slice(rawCut);
      base += cut;
      rawBase += rawCut;
    },
  };
}

function unescapeJson(sequence: string): string {
  if (sequence[1] !== "u") return simpleEscapes.get(sequence.slice(1)) ?? sequence.slice(1);
  return /^\\u[0-9A-Fa-f]{4}$/.test(sequence) ? String.fromCharCode(Number.parseInt(sequence.slice(2), 16)) : sequence;
}

/** The text as it stands inside a JSON string. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
