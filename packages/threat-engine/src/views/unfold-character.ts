/** Letters of other scripts and the Latin letters they look like, position by position. */
const imitations = "аеорсхуіјѕһԁԛԝɡɑѵνοαεικρτυχϲցոսօհӏвгкмнтьАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧιɩγωσηпиедЭз";
const imitated = "aeopcxyijshdqwgavvoaeikptuxcgnuohlbrkmhtbABEKMHOPCTXYIJSABEZHIKMNOPTYXiiywonnneaE3";
const lookAlikes: ReadonlyMap<number, number> = new Map(
  [...imitations].map((character, index) => [character.charCodeAt(0), imitated.charCodeAt(index)]),
);

/** Letters that Unicode does not decompose. */
const stroked: ReadonlyMap<string, string> = new Map(
  Object.entries({ đ: "d", Đ: "D", ø: "o", Ø: "O", ł: "l", Ł: "L", ı: "i", ß: "ss", æ: "ae", œ: "oe", ħ: "h", ŧ: "t" }),
);

/** Ranges of characters that have no width: fillers, joiners, direction marks, variation selectors, tags. */
const invisibleRanges: readonly (readonly [first: number, last: number])[] = [
  [0xad, 0xad],
  [0x300, 0x36f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xe0000, 0xe01ef],
];

function isInvisible(code: number): boolean {
  return invisibleRanges.some(([first, last]) => code >= first && code <= last);
}

/** The Latin letter (UTF-16) that a letter of another script imitates; the letter itself when it imitates none. */
export function latinLookAlike(code: number): number {
  return lookAlikes.get(code) ?? code;
}

/** The longest compatibility form that is written out: a few Arabic ligatures stand for whole sentences. */
const longestForm = 4;
const mostRemembered = 20_000;
const remembered = new Map<string, string>();

/**
 * One code point as a detector reads it: compatibility forms folded (NFKC), Latin accents removed, invisible characters dropped,
 * tag characters (U+E0020–E007E) turned into the ASCII they hide. Letters of other scripts stay as they are.
 *
 * @returns the empty string for a character nobody sees
 */
export function unfoldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xe0020 && code <= 0xe007e) return String.fromCharCode(code - 0xe0000);
  if (isPlainScript(code)) return character;
  if (isInvisible(code)) return "";
  const known = stroked.get(character) ?? remembered.get(character);
  if (known !== undefined) return known;
  const form = character
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
  const unfolded = form.length > longestForm ? character : form;
  if (remembered.size < mostRemembered) remembered.set(character, unfolded);
  return unfolded;
}

/** Scripts without compatibility forms: Cyrillic, Hebrew, Arabic, Indic, Thai, kana, ideographs, Hangul. */
function isPlainScript(code: number): boolean {
  return (
    (code >= 0x400 && code <= 0x10ff && code !== 0x61c) ||
    (code >= 0x3041 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3)
  );
}
