import { unitsOf } from "../text-units.ts";
import type { Candidates } from "./candidates.ts";
import { rewrittenText } from "./rewritten-text.ts";
import type { Span, View } from "./view.ts";

/** What is taken out of a stretch to read it. */
interface Disguise {
  readonly name: string;
  /** Sticky: tried only where one may begin. */
  readonly shape: RegExp;
  readonly places: (candidates: Candidates) => readonly number[];
}

const disguises: readonly Disguise[] = [
  {
    // Character references, and escapes of programming languages and URLs.
    name: "escapes",
    shape:
      /\\u\{?[0-9A-Fa-f]{4,6}\}?|\\x[0-9A-Fa-f]{2}|\\[nrt"'\\/]|(?:%[0-9A-Fa-f]{2})+|&(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|lt|gt|amp|quot|apos|nbsp|shy|zwnj|ZeroWidthSpace);/y,
    places: ({ escapes }) => escapes,
  },
  {
    // Marks that cut a word into pieces: tags, empty comments, joined string literals, emphasis.
    name: "markup",
    shape:
      /(?<=[A-Za-z>])<[A-Za-z/][^<>\n]{0,80}>(?=[A-Za-z<])|<!--.{0,3}-->|["'] {0,2}\+ {0,2}["']|(?<=[A-Za-z])[*_`~-]{1,3}(?=[A-Za-z])|(?<=[A-Za-z])[*`~]{1,3}(?=[ \n]|$)|[*`~]{1,3}(?=[A-Za-z])/y,
    places: ({ marks }) => marks,
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

/** Decides whether a stretch without its marks says something that it does not say with them. */
export type CutTest = (joined: Uint16Array, length: number, joints: readonly Joint[]) => boolean;

/** A place in the joined text where a mark was taken out. */
export interface Joint {
  readonly at: number;
  /** A mark of programs (tag, comment, joined literals) rather than of emphasis or names. */
  readonly strong: boolean;
}

/** A stretch and the disguises in it. */
interface Cluster extends Span {
  readonly found: readonly Span[];
}

/** Reads stretches that are full of escapes, or of marks inside words, without them; one view a stretch, with exact places. */
export function unescapeStretches(
  view: View,
  candidates: Candidates,
  limit: number,
  isCut: CutTest | undefined,
): readonly View[] {
  const views: View[] = [];
  for (const disguise of disguises) {
    const places = disguise.places(candidates);
    if (places.length < fewest || view.name.startsWith(`${disguise.name}>`)) continue;
    for (const cluster of clusters(view.text, disguise.shape, places).slice(0, limit)) {
      const unescaped = unescapeStretch(view, cluster, disguise, isCut);
      if (unescaped !== undefined) views.push(unescaped);
    }
  }
  return views;
}

function clusters(text: string, shape: RegExp, places: readonly number[]): readonly Cluster[] {
  const all: Cluster[] = [];
  let found: Span[] = [];
  let end = 0;
  let count = 0;
  const close = (): void => {
    const start = found[0]?.start ?? 0;
    if (count >= fewest)
      all.push({ start: Math.max(0, start - reach), end: Math.min(text.length, end + reach), found });
  };
  for (const place of places) {
    if (found.length > 0 && place < end) continue;
    shape.lastIndex = place;
    if (!shape.test(text)) continue;
    if (found.length === 0 || place - end > reach) {
      close();
      found = [];
      count = 0;
    }
    end = shape.lastIndex;
    count += weightOf(text, place, end);
    found.push({ start: place, end });
  }
  close();
  return all;
}

/** Quotes and line ends are escaped in every program: they hide a text only when there are many. */
function weightOf(text: string, start: number, end: number): number {
  if (text[start] === "%") return (end - start) / 3;
  return text[start] === "\\" && text[start + 1] !== "u" && text[start + 1] !== "x" ? 0.25 : 1;
}

function unescapeStretch(
  view: View,
  cluster: Cluster,
  { name }: Disguise,
  isCut: CutTest | undefined,
): View | undefined {
  const stretch = view.text.slice(cluster.start, cluster.end);
  const units = unitsOf(stretch);
  const rewritten = rewrittenText(stretch.length);
  const joints: Joint[] = [];
  let last = 0;
  for (const { start, end } of cluster.found) {
    const [from, to] = [start - cluster.start, end - cluster.start];
    rewritten.copy(units, last, from);
    last = to;
    if (name === "markup") joints.push({ at: rewritten.length(), strong: /[<"']/.test(stretch[from] ?? "") });
    else rewritten.putText(decodeEscape(stretch.slice(from, to)), from, to);
  }
  rewritten.copy(units, last, stretch.length);
  if (name === "markup" && isCut?.(rewritten.units(), rewritten.length(), joints) === false) return undefined;
  return {
    name: `${name}>${view.name}`,
    text: rewritten.text(),
    ascii: rewritten.isAscii(),
    origin: (inner) => {
      const { start, end } = rewritten.origin(inner);
      return view.origin({ start: start + cluster.start, end: end + cluster.start });
    },
    compact: view.compact,
  };
}

function decodeEscape(escaped: string): string {
  if (escaped.startsWith("%")) {
    return Buffer.from(escaped.replaceAll("%", ""), "hex").toString("utf8");
  }
  if (escaped.startsWith("\\")) {
    if (escaped[1] !== "u" && escaped[1] !== "x") return letters.get(escaped.slice(1)) ?? escaped.slice(1);
    return fromCodePoint(Number.parseInt(escaped.slice(escaped[2] === "{" ? 3 : 2), 16));
  }
  if (escaped[1] !== "#") return named.get(escaped.slice(1, -1)) ?? "";
  const hexadecimal = escaped[2] === "x" || escaped[2] === "X";
  return fromCodePoint(Number.parseInt(escaped.slice(hexadecimal ? 3 : 2), hexadecimal ? 16 : 10));
}

function fromCodePoint(point: number): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
