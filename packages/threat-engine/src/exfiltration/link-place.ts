/** Who opens a URL of an answer: the reader's program by itself, a reader who clicks, or a reader who copies it. */
export type LinkPlace = "fetched" | "reference" | "link" | "text";

const lookBehind = 200;
/** What stands before every address that is not bare text, with a few blanks between at most. */
const opening = /[("'<=\]{:]/;
const mostBlanks = 3;
/** Elements whose addresses are fetched when they are shown. */
const fetchingElement =
  /^<(?:img|image|iframe|frame|script|link|video|audio|source|track|embed|object|form|input|body|table|td|use|feimage|meta|base|bgsound)\b[^<>]{0,180}=\s?["']?(?:\d{1,3};\s?url=["']?)?$/i;

/** What stands before an address that is fetched in styles, other markups and messages, from a sign on. */
const fetchingSigns: readonly (readonly [sign: string, form: RegExp])[] = [
  ["url", /^url(?:\(\s?["']?|=)$/],
  ["@import", /^@import\s{1,3}["']$/],
  ["[img", /^\[img(?:[= ][^\]]{0,20})?\]$/],
  ["image:", /^image::?$/],
  ["\\includegraphics", /^\\includegraphics(?:\[[^\]]{0,20}\])?\{$/],
  ['"image', /^"image_?url"\s?:\s?(?:\{\s?"url"\s?:\s?)?"$/],
];

/**
 * Where the URL that begins at `start` stands. A link definition of Markdown is a `reference`: an image may use it, links mostly do.
 * Only the 200 characters before it are read.
 */
export function placeOfLink(text: string, start: number): LinkPlace {
  let sign = start - 1;
  while (sign > start - 1 - mostBlanks && /\s/.test(text[sign] ?? "")) sign -= 1;
  if (!opening.test(text[sign] ?? "")) return "text";
  const before = text.slice(Math.max(0, start - lookBehind), start);
  const image = before.lastIndexOf("![");
  if (image >= 0 && /^!\[[^\]\n]{0,180}\]\(\s{0,3}<?$/.test(before.slice(image))) return "fetched";
  const tag = before.lastIndexOf("<");
  if (tag >= 0 && fetchingElement.test(before.slice(tag))) return "fetched";
  const near = before.slice(-40).toLowerCase();
  const isFetched = fetchingSigns.some(([sign, form]) => {
    const at = near.lastIndexOf(sign);
    return at >= 0 && form.test(near.slice(at));
  });
  if (isFetched) return "fetched";
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (/^\s{0,3}\[[^\]]{1,60}\]:\s{0,3}<?$/.test(line)) return "reference";
  return /\]\(\s{0,3}<?$|href\s?=\s?["']?$|click\s\w{1,10}\s"$|<$/i.test(before.slice(-40)) ? "link" : "text";
}
