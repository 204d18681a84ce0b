const shortest = 10;
const longest = 128;
/** Of the pairs of neighbours so many differ in kind: some seven of ten where each character was drawn. */
const leastChange = 0.5;
/** Names and words in programs have longer runs of letters. */
const longestWord = 6;
/** Without a digit it takes more signs to tell it from a line of a program. */
const leastSigns = { withDigit: 2, without: 4 } as const;
/** Ranges and groups of regular expressions and entities of markup, which hold as many signs. */
const written = /a-z|A-Z|0-9|\(\?|&#?[a-z\d]{1,8};/i;
/** A quote or an escape ends what can be told. */
const keyboard = /^[!#-&(-[\]-_a-~]+$/;

const closing: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["<", ">"],
]);

/** Whether each bracket is closed by its own kind, as in programs and templates; false where there is none. */
function hasPairedBrackets(text: string): boolean {
  const brackets = text.replace(/[^()[\]{}<>]/g, "");
  const open: string[] = [];
  for (const bracket of brackets) {
    const close = closing.get(bracket);
    if (close !== undefined) open.push(close);
    else if (open.pop() !== bracket) return false;
  }
  return brackets !== "" && open.length === 0;
}

/** 0 small letter, 1 capital, 2 digit, 3 sign. */
function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}

/**
 * Whether a program drew it from all the signs of a keyboard, as managers of passwords do. Such a value may hold brackets, dollars and
 * per cent signs, which else tell a call, a variable or a template: those hold words.
 */
export function looksGenerated(text: string): boolean {
  if (text.length < shortest || text.length > longest) return false;
  const counts = [0, 0, 0, 0];
  let changes = 0;
  let word = 0;
  let before = -1;
  for (let index = 0; index < text.length; index += 1) {
    const kind = kindOf(text.charCodeAt(index));
    word = kind < 2 ? word + 1 : 0;
    if (word > longestWord) return false;
    if (kind !== before && before >= 0) changes += 1;
    counts[kind] = (counts[kind] ?? 0) + 1;
    before = kind;
  }
  const [small = 0, capitals = 0, digits = 0] = counts;
  if (small === 0 || capitals === 0 || changes < (text.length - 1) * leastChange) return false;
  if (!keyboard.test(text) || written.test(text) || hasPairedBrackets(text)) return false;
  const signs = new Set(text.replace(/[A-Za-z\d]/g, ""));
  return signs.size >= (digits > 0 ? leastSigns.withDigit : leastSigns.without);
}
