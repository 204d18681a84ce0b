/**
 * Forms in which people of many countries write a number and hardly anybody writes anything else (the national formats of ITU-T E.123 and
 * of the countries' numbering plans). Groups of equal signs; the whole number.
 */
const ownForms: readonly RegExp[] = [
  // North America.
  /^(?:(?:1|001)[-. ])?(?:\([1-9]\d\d\) ?[1-9]\d\d[-. ]\d{4}|[1-9]\d\d[-.][1-9]\d\d[-.]\d{4})$/,
  // An area in brackets: Germany, Britain, Australia, Turkey; with a dash Brazil, Mexico and Hungary.
  /^\(0[1-9]\d{0,4}\)[ -]?\d{2,8}(?:[ -]\d{2,4}){0,3}$/,
  /^\([1-9]\d\) ?(?:9?\d{4}-\d{4}|\d{3}-\d{3,4})$/,
  // France, in pairs.
  /^0[1-9]([ .-])\d\d(?:\1\d\d){3}$/,
  // A leading zero, an area and groups of two to four.
  /^0[1-9]\d{0,3}[ -]\d{2,4}(?:[ -]\d{2,4}){1,3}$/,
  // Denmark and Norway, Poland: groups of pairs that no sum is written in.
  /^[2-9]\d(?:-\d\d){3}$|^[2-9]\d\d \d\d \d{3}$|^[1-9]\d \d{3} \d\d \d\d$/,
  // Two groups: Britain, Germany, Italy, Sweden, the Netherlands, China.
  /^0[1-9]\d{2,3}[ -]\d{6,7}$|^0[1-9]\d{1,4} ?\/ ?\d{6,8}$|^06-\d{8}$|^0[1-9]\d-\d{8}$/,
  // From abroad with the sign of most of the world.
  /^00[1-9]\d{0,2}[ -]\d{1,4}(?:[ -]?\d{2,8}){1,4}$/,
  // Russia, and free calls in Australia.
  /^8[ -]?\(?[3-9]\d\d\)?[ -]?\d{3}[ -]\d\d[ -]\d\d$|^1[38]00 \d{3} \d{3}$/,
];
const [fewestOfForms, fewestOfGroups, mostDigits, mostWithCountry] = [8, 9, 11, 15];
/** Days and times of day, rows of binary digits or of one digit, millions, and 555-01xx, which belongs to films. */
const noPhone =
  /^\(?\d{1,4}[-./ ]\d\d?[-./ ](?:19|20)\d\d(?!\d)|^(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?(?!\d)|^[01 -]+$|^(\d)\1+$| 000$|^\(?(?:1[-. ]\(?)?\d{3}\)?[-. ]{0,2}555[-. ]?01\d\d$/;
/** What people write for any number at all: one digit in each group, or the digits in their order. */
const anyNumber = /^\(?(\d)\1\1\)?[-. ]{0,2}(\d)\2\2[-. ]?(\d)\3{3}$|^\(?123\)?[-. ]{0,2}456[-. ]?78(?:90)?$/;
const fewestInRow = 4;

/** A row of numbers with one distance between them, such as `05 10 15 20`. */
function isRow(number: string): boolean {
  const groups = number.split(/\D+/).map(Number);
  const [first = 0, second = 0] = groups;
  return (
    groups.length >= fewestInRow &&
    groups.every((group, index) => index === 0 || group - (groups[index - 1] ?? 0) === second - first)
  );
}

/** Whether a whole number, from its first digit or bracket to its last digit, is written as nothing but telephone numbers are. */
export function isPhoneForm(number: string): boolean {
  const digits = countDigits(number);
  const most = number.startsWith("00") ? mostWithCountry : mostDigits;
  if (digits < fewestOfForms || digits > most || noPhone.test(number) || anyNumber.test(number) || isRow(number))
    return false;
  return ownForms.some((form) => form.test(number));
}

/** Digits of groups with single signs between them. */
const grouped = /^\(?\d{1,5}\)?(?:(?: ?[/-] ?| |\.)\d{2,8}){1,5}$/;
/** Digits alone: with the zero of long-distance calls, or ten that begin as North American ones do. */
const plain = /^(?:0[1-9]\d{7,9}|[2-9]\d\d ?[2-9]\d\d ?\d{4})$/;
const mostSpoken = 13;
/** A number with fewer is none of a telephone, whatever stands beside it. */
export const fewestDigits = 7;

/** Whether it may be a telephone number where words beside it say so: "strong" ones leave no other reading, "weak" ones such as "call" do. */
export function isSpokenPhone(number: string, words: "strong" | "weak"): boolean {
  const digits = countDigits(number);
  if (digits < fewestDigits || digits > mostSpoken || noPhone.test(number)) return false;
  if (plain.test(number)) return true;
  return grouped.test(number) && (words === "strong" || digits >= fewestOfGroups) && !/^\d+\.\d+$/.test(number);
}

/** Digits in a text; what stands between them does not count. */
export function countDigits(number: string): number {
  let count = 0;
  for (let index = 0; index < number.length; index += 1) if (isDigit(number.charCodeAt(index))) count += 1;
  return count;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
