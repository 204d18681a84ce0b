import { unitsOf } from "../text-units.ts";
import type { Candidates } from "./candidates.ts";
import { readableText } from "./printable.ts";
import { countStretch, type StretchCounts } from "./stretch-counts.ts";
import type { Span } from "./view.ts";

/** A stretch of text that is another text in disguise. */
export interface Decoded extends Span {
  readonly decoder: string;
  readonly text: string;
  readonly compact?: boolean;
}

const morseLetters = new Map(
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
    .split(" ")
    .map((code, index) => [code, String.fromCharCode(97 + index)]),
);

/** A way to write bytes or letters as other characters: where it may stand, and how to read it. */
interface Decoder {
  readonly name: string;
  /** Whether a stretch holds what every match of `shape` does. */
  readonly suits: (counts: StretchCounts) => boolean;
  /** A cheap look at a stretch before `shape` is tried. */
  readonly hint: (stretch: string, counts: StretchCounts) => boolean;
  readonly shape: RegExp;
  readonly read: (run: string) => string | undefined;
  readonly compact?: boolean;
}

const decoders: readonly Decoder[] = [
  {
    name: "base64",
    suits: ({ run }) => run >= 16,
    hint: (stretch, { digits }) => digits > 0 || /.{40}/.test(stretch),
    shape: /[A-Za-z0-9+/_-]{16,1000000}(?:\\?\r?\n[A-Za-z0-9+/_-]{4,200}){0,5000}/g,
    read: (run) => (isWord(run) || beginsBinary(run) ? undefined : readableText(Buffer.from(run, "base64"))),
  },
  {
    name: "hex",
    suits: ({ hex }) => hex >= 24,
    hint: (stretch) => /[0-9A-Fa-f]{2}[ :,-]?[0-9A-Fa-f]{2}[ :,-]?[0-9A-Fa-f]{2}[ :,-]?[0-9A-Fa-f]{2}/.test(stretch),
    shape: /[0-9A-Fa-f]{2}(?:[ :,-]?[0-9A-Fa-f]{2}){11,100000}/g,
    read: (run) => readableText(Buffer.from(run.replace(/[^0-9A-Fa-f]/g, ""), "hex")),
  },
  {
    name: "decimal",
    suits: ({ digits }) => digits >= 20,
    hint: (stretch) => /\d{2}[ ,]{1,2}\d/.test(stretch),
    shape: /\b\d{2,3}(?:[ ,]{1,2}\d{2,3}){9,100000}\b/g,
    read: (run) => {
      const bytes = run.split(/[ ,]{1,2}/).map(Number);
      return bytes.every((byte) => byte > 8 && byte < 127) ? readableText(Uint8Array.from(bytes)) : undefined;
    },
  },
  {
    name: "binary",
    suits: ({ bits }) => bits >= 48,
    hint: (stretch) => /[01]{8}/.test(stretch),
    shape: /[01]{8}(?: ?[01]{8}){5,100000}/g,
    read: (run) => {
      const bits = run.replaceAll(" ", "").match(/[01]{8}/g) ?? [];
      return readableText(Uint8Array.from(bits, (byte) => Number.parseInt(byte, 2)));
    },
  },
  {
    name: "morse",
    suits: ({ signals }) => signals >= 12,
    hint: (stretch) => /[.-][ /|]{1,3}[.-]/.test(stretch),
    shape: /[.-]{1,5}(?:[ /|]{1,3}[.-]{1,5}){11,100000}/g,
    read: (run) =>
      run
        .split(/ ?[/|] ?| {3}/)
        .map((word) =>
          word
            .split(" ")
            .map((letter) => morseLetters.get(letter) ?? "")
            .join(""),
        )
        .join(" "),
  },
  {
    name: "spaced",
    suits: ({ apart }) => apart >= 6,
    hint: (stretch) => /[A-Za-z][ ._*|/+~-]{1,4}[A-Za-z][ ._*|/+~-]{1,4}[A-Za-z](?![A-Za-z])/.test(stretch),
    shape: /[A-Za-z0-9](?:[ ._*|/+~-]{1,4}[A-Za-z0-9]){7,20000}/g,
    read: (run) => (/[A-Za-z].{1,4}[A-Za-z]/.test(run) ? run.replace(/[ ._*|/+~-]/g, "") : undefined),
    compact: true,
  },
];

/** A run in the base64 alphabet that is an identifier, a path or a rule of dashes: short runs of encoded text hold a digit. */
function isWord(run: string): boolean {
  return (
    (run.length < 40 && !/\d/.test(run)) || /^(.)\1{15}|^[a-z]{1,30}(?:[/_-][a-z]{1,30}){2,20}$/.test(run.slice(0, 200))
  );
}

const digitOf = new Uint8Array(128).fill(255);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach((sign, digit) => {
  digitOf[sign.charCodeAt(0)] = digit;
});
digitOf[45] = 62;
digitOf[95] = 63;

/** Whether the first bytes hold control characters that stand in no text: most runs are digests, keys and names. */
function beginsBinary(run: string): boolean {
  for (let index = 0; index + 4 <= run.length && index < 32; index += 4) {
    let bits = 0;
    for (let at = index; at < index + 4; at += 1) {
      const digit = digitOf[run.charCodeAt(at)] ?? 255;
      if (digit === 255) return false;
      bits = (bits << 6) | digit;
    }
    // UTF-16 has a zero in every other byte.
    if (index === 0 && ((bits >> 8) & 255) === 0) return false;
    if (isControl(bits >> 16) || isControl((bits >> 8) & 255) || isControl(bits & 255)) return true;
  }
  return false;
}

function isControl(byte: number): boolean {
  return byte < 32 && byte !== 27 && (byte < 9 || byte > 13);
}

/** Finds every stretch that one of the encodings explains and that reads as text; at most `limit` of them. */
export function decodeStretches(text: string, { long, short }: Candidates, limit: number): readonly Decoded[] {
  const found: Decoded[] = [];
  const units = unitsOf(text);
  for (const span of [...long, ...short]) {
    const counts = countStretch(units, span.start, span.end);
    let stretch: string | undefined;
    for (const { name, suits, hint, shape, read, compact = false } of decoders) {
      if (!suits(counts)) continue;
      stretch ??= text.slice(span.start, span.end);
      if (!hint(stretch, counts)) continue;
      shape.lastIndex = 0;
      for (let match = shape.exec(stretch); match !== null; match = shape.exec(stretch)) {
        if (found.length >= limit) return found;
        const decoded = read(match[0]);
        if (decoded === undefined) continue;
        const start = span.start + match.index;
        found.push({ decoder: name, text: decoded, compact, start, end: start + match[0].length });
      }
    }
  }
  return found;
}
