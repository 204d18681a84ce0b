import { mappedText, type Span, type View } from "./view.ts";

/** What is taken out of a stretch to read it. */
interface Disguise {
  readonly name: string;
  readonly shape: RegExp;
}

const disguises: readonly Disguise[] = [
  {
    // Character references, and escapes of programming languages and URLs.
    name: "escapes",
    shape:
      /\\u\{?[0-9A-Fa-f]{4,6}\}?|\\x[0-9A-Fa-f]{2}|\\[nrt"'\\/]|(?:%[0-9A-Fa-f]{2})+|&(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|lt|gt|amp|quot|apos|nbsp|shy|zwnj|ZeroWidthSpace);/g,
  },
  {
    // Marks that cut a word into pieces: tags, empty comments, joined string literals, emphasis.
    name: "markup",
    shape:
      /(?<=[A-Za-z>])<[A-Za-z/][^<>\n]{0,80}>(?=[A-Za-z<])|<!--.{0,3}-->|["'] {0,2}\+ {0,2}["']|(?<=[A-Za-z])[*_`~]{1,3}(?=[A-Za-z])/g,
  },
];

const named = new Map(
  Object.entries({
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
    nbsp: " ",
    shy: "",
    zwnj: "",
    ZeroWidthSpace: "",
  }),
);
const letters = new Map(Object.entries({ n: "\n", r: "\r", t: "\t" }));

/** This many escapes close together make a stretch worth reading decoded. */
const fewest = 3;
const reach = 160;

/** Reads stretches that are full of escapes, or of marks inside words, without them; one view a stretch, with exact places. */
export function unescapeStretches(view: View, limit: number): readonly View[] {
  return disguises
    .filter(({ name }) => !view.name.startsWith(`${name}>`))
    .flatMap((disguise) =>
      clusters(view.text, disguise.shape)
        .slice(0, limit)
        .map((span) => unescapeStretch(view, span, disguise)),
    );
}

function clusters(text: string, shape: RegExp): readonly Span[] {
  const spans: Span[] = [];
  let start = -1;
  let end = 0;
  let count = 0;
  const close = (): void => {
    if (count >= fewest) spans.push({ start: Math.max(0, start - reach), end: Math.min(text.length, end + reach) });
  };
  for (const match of text.matchAll(shape)) {
    if (start < 0 || match.index - end > reach) {
      close();
      start = match.index;
      count = 0;
    }
    count += weightOf(match[0]);
    end = match.index + match[0].length;
  }
  close();
  return spans;
}

/** Quotes and line ends are escaped in every program: they hide a text only when there are many. */
function weightOf(escaped: string): number {
  if (escaped.startsWith("%")) return escaped.length / 3;
  return /^\\[^ux]/.test(escaped) ? 0.25 : 1;
}

function unescapeStretch(view: View, span: Span, { name, shape }: Disguise): View {
  const stretch = view.text.slice(span.start, span.end);
  const mapped = mappedText();
  let last = 0;
  for (const match of stretch.matchAll(shape)) {
    mapped.copy(stretch, last, match.index);
    last = match.index + match[0].length;
    mapped.append(decodeEscape(match[0]), match.index, last);
  }
  mapped.copy(stretch, last, stretch.length);
  return {
    name: `${name}>${view.name}`,
    text: mapped.text(),
    origin: (inner) => {
      const { start, end } = mapped.origin(inner);
      return view.origin({ start: start + span.start, end: end + span.start });
    },
    compact: view.compact,
  };
}

function decodeEscape(escaped: string): string {
  if (escaped.startsWith("%")) {
    return Buffer.from(escaped.replaceAll("%", ""), "hex").toString("utf8");
  }
  const code = /^\\[ux]\{?([0-9A-Fa-f]+)|^&#[xX]([0-9A-Fa-f]+)|^&#(\d+)/.exec(escaped);
  if (code !== null) {
    const point = code[3] === undefined ? Number.parseInt(code[1] ?? code[2] ?? "0", 16) : Number(code[3]);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "";
  }
  if (escaped.startsWith("&")) return named.get(escaped.slice(1, -1)) ?? "";
  if (escaped.startsWith("\\")) return letters.get(escaped.slice(1)) ?? escaped.slice(1);
  return "";
}
