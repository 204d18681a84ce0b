import { entropyOf } from "./entropy.ts";

/** Words that people put where a secret would stand in documentation. */
const placeholderWords =
  /example|sample|dummy|placeholder|changeme|change[_-]me|replace[_-]?(?:me|with)|insert[_-]|your[_-]|redacted|fake|foobar|to-?do|not-?a-?real|xxxx|\*\*\*\*|\.\.\.|deadbeef|<[a-z]|\$\{|\{\{|%s|ifsx_/i;

/** Keys that vendors print in their own manuals, without their prefixes. */
const publishedKeys: ReadonlySet<string> = new Set([
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "4eC39HqLyjWDarjtT1zdp7dc",
  "BQokikJOvBiI2HlWgH4olfQ2",
  "26PHem9AhJZvU623DfE1x4sd",
]);

const countingRow = /abcdefgh|12345678|98765432/i;
/** A vendor's number may hold a counting row by chance, beside so much that does not count. */
const longRest = 20;

/** Whether a value that looks like a secret is a documentation example: a placeholder word, one repeated character, a counting sequence. */
export function isExampleValue(value: string): boolean {
  if (publishedKeys.has(value) || placeholderWords.test(value)) return true;
  if (countingRow.test(value) && value.replace(countingRow, "").length < longRest) return true;
  return entropyOf(value) < 2.2 || isSequence(value);
}

/** Most neighbours differ by exactly one, as in `abcdef` or `0987`. */
function isSequence(value: string): boolean {
  let steps = 0;
  for (let index = 1; index < value.length; index += 1) {
    if (Math.abs(value.charCodeAt(index) - value.charCodeAt(index - 1)) === 1) steps += 1;
  }
  return steps > value.length * 0.7;
}
