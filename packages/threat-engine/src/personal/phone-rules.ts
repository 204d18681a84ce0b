import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { labelledRule } from "./labelled-rules.ts";
import { personalRule } from "./personal-rule.ts";
import { countDigits, fewestDigits, isPhoneForm, isSpokenPhone } from "./phone-forms.ts";

const digits = characterSet("0-9");
const phoneCharacters = characterSet("0-9 ()./-");
/** Longest number with the signs between its digits, and what may say that it is one. */
const [longestNumber, longestBefore, longestBehind] = [24, 48, 24];
/** In many languages, without accents: texts are read without them. */
const labels = (
  "phone,telephone,cellphone,smartphone,mobile,cell,call me,contact number,tel,fax,my number,whatsapp,msisdn,telefon,telefono,telefone," +
  "telefoon,telefonnummer,mobilnummer,handynummer,rufnummer,movil,celular,cellulare,тел,телефон,电话,手机,電話,전화"
).split(",");

/** Words before a number that say what it is; `strong` ones say it of any grouped digits. */
const strongBefore =
  /phone|\btel\b|telef|mobile|(?:^|[^\w-])cell(?![\w-])|cellul|celular|movil|handy|\bfax\b|whatsapp|\bsms\b|msisdn|\bdial|\btext (?:me|us|him|her|them)\b|\bcaller\b|\bruf|anruf|appel|\bllam|chiam|my number|mi numero|meine? nummer|mon numero|\u0442\u0435\u043b|\u7535\u8bdd|\u624b\u673a|\u96fb\u8a71|\uc804\ud654/i;
const weakBefore = /\bcall|contact|\bring\b|\breach/i;
/** `… is my number`, `… (mobile)`. */
const strongBehind =
  /^,? ?(?:is|was) (?:my|his|her|our|your|their|the)(?: new| old| own)? ?(?:[a-z]{2,8} )?(?:phone|mobile|cell|number|fax|tel)|^ ?[([]?(?:phone|mobile|cell|home|work|office|fax|tel|whatsapp)\b/i;

/** What a number belongs to that is none of a telephone; its name stands right before it. */
const counted =
  /(?:^|[^a-z])(?:sku|part|orders?|case|ref(?:erence)?|ticket|tracking|invoice|serial|item|article|model|batch|lot|file|zip|id|isbn|build|version|policy|claim)(?: ?(?:no|nr|number|id|code))?[ .:=#"']{1,4}$/i;
const longestCounted = 32;
const fileEnding = /^\.[a-z]{2,4}(?![a-z])/i;

/** An international number: plus, country, 8 to 15 digits (E.164). */
function matchInternational(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const stop = runEnd(text, hit.end, phoneCharacters, longestNumber);
  if (stop === text.length && !ended && stop - hit.end < longestNumber) return "more";
  const found = /^[1-9]\d{0,2}\)?[ ./-]?(?:\(\d{1,4}\)[ ./-]?)?\d{1,12}(?:[ ./-]\d{1,8}){0,5}(?!\d)/.exec(
    text.slice(hit.end, stop),
  )?.[0];
  const count = found?.replace(/\D/g, "").length ?? 0;
  // Without anything between its digits it may be a sum: then it has a country's length and stands by itself.
  const isLongEnough = text[hit.end] === "1" ? count === 11 : count >= 10;
  const standsAlone = isLongEnough && !/[\d)\]]\s{0,2}$|\w$/.test(text.slice(Math.max(0, start - 3), start));
  if (
    found === undefined ||
    /(\d)\1{6}/.test(found) ||
    count < 9 ||
    count > 15 ||
    !(/[ .(-]/.test(found) || standsAlone)
  )
    return "none";
  return { start, end: hit.end + found.length, score: 60 };
}

/** A number without a plus: by its form, or by its form and the words beside it. */
function matchNational(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (!mayBegin(text, start)) return "none";
  const stop = runEnd(text, start, phoneCharacters, longestNumber);
  if (text.length - stop < longestBehind && !ended && stop - start < longestNumber) return "more";
  const run = text.slice(start, stop);
  if (countDigits(run) < fewestDigits) return "none";
  const number = /^[\d ()./-]*\d/.exec(run)?.[0] ?? "";
  // No country writes two pairs of brackets.
  if (number.indexOf("(") !== number.lastIndexOf("(")) return "none";
  const behind = text.slice(start + number.length, start + number.length + longestBehind);
  if (/^(?:[\w=]|-[\da-f]{1,12}(?![A-Za-z])|[/.]\d|:)/.test(behind) && !/^x\d/.test(behind)) return "none";
  // Most numbers are none in any company: only for the others the words beside them are read.
  const before = text.slice(Math.max(0, start - longestCounted), start);
  const isPhone =
    (isPhoneForm(number) && !counted.test(before) && !fileEnding.test(behind)) ||
    (isSpokenPhone(number, "strong") && isCalledPhone(number, { text, start, behind }));
  if (!isPhone) return "none";
  const extension = /^ ?(?:x|ext\.?) ?\d{1,5}(?!\w)/i.exec(behind)?.[0].length ?? 0;
  return { start, end: start + number.length + extension, score: 55 };
}

/** Whether the words beside a number say that it is a telephone number. */
function isCalledPhone(
  number: string,
  { text, start, behind }: { readonly text: string; readonly start: number; readonly behind: string },
): boolean {
  const before = text.slice(Math.max(0, start - longestBefore), start);
  if (strongBefore.test(before) || strongBehind.test(behind)) return true;
  return weakBefore.test(before) && isSpokenPhone(number, "weak");
}

/** Behind a digit and a blank a number goes on, behind a word or a sign it is part of something else; a bracket holds digits. */
function mayBegin(text: string, start: number): boolean {
  if (text[start] === "(" && digits[text.charCodeAt(start + 1)] === 0) return false;
  const before = text[start - 1] ?? "";
  const earlier = text[start - 2] ?? "";
  if (before === "." || before === "/" || before === "+" || before === "-") return false;
  if (before === " " || before === "\t" || before === ",") return digits[earlier.charCodeAt(0)] !== 1;
  if (before === "=") return /[a-z]/i.test(earlier);
  return !(before === "(" && /^\d{2,5}\)/.test(text.slice(start, start + 6)));
}

/** Telephone numbers: behind a label, with a plus, in the forms of many countries, and where words say so. */
export const phoneRules: readonly LiteralRule[] = [
  labelledRule({
    kind: "phone",
    what: "a telephone number",
    labels,
    value:
      /^(?!(?:19|20)\d\d-?[01]\d-?[0-3]\d(?!\d)|(\d)\1{6})\+?\(?\d[\d ()./-]{5,18}\d(?: ?(?:x|ext\.?) ?\d{1,5})?(?![A-Za-z0-9])/,
    leastDigits: 7,
  }),
  { ...personalRule("phone", "a telephone number", ["+"], matchInternational), follow: digits },
  {
    ...personalRule("phone", "a telephone number", [..."0123456789("], matchNational),
    follow: phoneCharacters,
    leastFollowing: 8,
  },
];
