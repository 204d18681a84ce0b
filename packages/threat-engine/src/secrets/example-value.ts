import { entropyOf } from "./entropy.ts";
import { looksGenerated } from "./generated-password.ts";

/** Words that people put where a secret would stand in documentation. */
const placeholderWords =
  /example|sample|dummy|placeholder|changeme|change[_-]me|replace[_-]?(?:me|with)|insert[_-]|your[_-]|redacted|fake|foobar|to-?do|not-?a-?real|xxxx|deadbeef|incorrect|invalid|1234-?abcd|qwertyuiop|ifsx_/i;
/** Signs of templates and of what was cut, which a password may hold by chance. */
const placeholderSigns = /\*\*\*\*|\.\.\.|<[a-z]|\$\{|\{\{|%s/i;

/** Values that specifications and manuals print, without a prefix. */
const publishedValues: ReadonlySet<string> = new Set([
  // Manuals of AWS and Stripe, the storage and database emulators of Azure, FastAPI's and Flask's tutorials.
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "4eC39HqLyjWDarjtT1zdp7dc",
  "BQokikJOvBiI2HlWgH4olfQ2",
  "26PHem9AhJZvU623DfE1x4sd",
  "tGN0bIwXnHdwOa85VABjPdSn8nWY7G7I",
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
  "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
  "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
  "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
  // Google's pages about its keys, its interface of Firebase and the settings of its example for Android.
  "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
  "SyDdVgKwhZl0sTTTLZ7iTmt1r3N2cJLnaDk",
  "SyCNzhU2a9gMc_JHurHbywOrRI9Vj4VQZZZ",
  // Telegram's manual of its bots.
  "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
  // RFC 6749, RFC 6750, RFC 7515, RFC 7617 and jwt.io.
  "2YotnFZFEjr1zCsicMWpAA",
  "tGzv3JOkF0XG5Qx2TlKWIA",
  "7Fjfp0ZBr1KtDRbnfVdmIw",
  "SplxlOBeZQQYbYS6WxSbIA",
  "mF_9.B5f-4.1JqM",
  "czZCaGRSa3F0MzpnWDFmQmF0M2JW",
  "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  "QWxhZGRpbjpPcGVuU2VzYW1l",
  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ",
]);

const countingRow = /abcdefgh|12345678|98765432/i;
/** A vendor's number may hold a counting row by chance, beside so much that does not count. */
const longRest = 20;

const trivialPasswords: ReadonlySet<string> = new Set(
  "password pass postgres root admin secret guest test user mysql mongo redis rabbitmq localhost default p@ssw0rd".split(
    " ",
  ),
);

/** Whether a value is one of the passwords that programs come with and manuals write. */
export function isTrivialPassword(value: string): boolean {
  return trivialPasswords.has(value.toLowerCase());
}

/** Base64 whose first byte is a letter and whose second is a letter or a blank: few random values need be decoded. */
const base64OfWords = /^[Q-WYZa-e][CE-HSU-Xik-ny0-3][A-Za-z0-9+/]{10,198}={0,2}$/;

/** Whether a value is base64 for words with blanks between them: nobody's secret. */
function holdsWords(value: string): boolean {
  return base64OfWords.test(value) && /^[a-z]+(?: [a-z]+)+$/i.test(Buffer.from(value, "base64").toString("latin1"));
}

/** Whether a value that looks like a secret is a documentation example: a placeholder word, one repeated character, a counting sequence. */
export function isExampleValue(value: string): boolean {
  if (publishedValues.has(value) || placeholderWords.test(value)) return true;
  if (placeholderSigns.test(value) && !looksGenerated(value)) return true;
  if (countingRow.test(value) && value.replace(countingRow, "").length < longRest) return true;
  return entropyOf(value) < 2.2 || isSequence(value) || holdsWords(value);
}

/** Most neighbours differ by exactly one, as in `abcdef` or `0987`. */
function isSequence(value: string): boolean {
  let steps = 0;
  for (let index = 1; index < value.length; index += 1) {
    if (Math.abs(value.charCodeAt(index) - value.charCodeAt(index - 1)) === 1) steps += 1;
  }
  return steps > value.length * 0.7;
}
