import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";
import { looksGenerated } from "./generated-password.ts";
import { randomnessOf } from "./randomness.ts";
import { isAlgorithm, isJoinedNames, isReference } from "./reference-value.ts";
import type { NameStrength } from "./secret-names.ts";

/** A value as it stands behind a name. */
export interface Given {
  readonly text: string;
  /**
   * What tells that it is data and no name of something: quotes around it, a place where only data stands (an argument, a line of
   * settings, a piece of a connection string), or nothing.
   */
  readonly told: "quotes" | "place" | "nothing";
  /** What stands between the name and the value: a sign such as `=`, a word such as `is`, or nothing. */
  readonly by: "sign" | "verb" | "blank";
}

/** Addresses and versions, which may hold random characters. */
const addressOrVersion = /^[a-z]{2,10}:\/\/|^v?\d+[.:]\d/i;
/** A word, a path of words or a name with a number at its end. */
const plainName = /^[a-z]+(?:[-_/][a-z]+)*[0-9]{0,2}$/i;
/** A name or a member of something, as programs write them without quotes. */
const codeName = /^[\w$]+(?:\??\.[\w$]+)*\.?$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Words in values that tell what belongs there, or that only a test says them. */
const ownName =
  /pass|pwd|secret|token|user|admin|login|test|value|field|input|string|text|word|name|option|param|hash|(?<![nr])key|foo|level/i;
/** Small letters and numbers between dashes. */
const namedWords = /^[a-z\d]+(?:[-_][a-z\d]+)*$/;
/** Three words or more and a digit at their end: `rain_falls_slow4`. */
const joinedWords = /^[a-z]{2,}(?:[-_][a-z]{2,}){2,}\d{1,4}$/i;
/** The number of a cache's entry, an image or a build: words, a dash and a digest. */
const labelledDigest = /^[A-Za-z]{3,20}(?:-[A-Za-z]{1,20}){0,4}-[0-9a-f]{7,64}$/;

/** `MyDogIsBlue7`: few names of programs end in a digit after so many words. */
const manyWords = /^(?:[A-Z][a-z]{1,20}){3,8}(?:\d{1,8}|[!$#*])$/;
/** Accounts and contracts of a blockchain, machines and networks of a cloud, and what is encrypted already: whoever reads them has nothing. */
const harmless = /^0x[0-9a-f]{40}$|^\{cipher\}|^ENC[([]|^[a-z]{1,8}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/i;

const numberOfProgram = /^-?0x[\da-f]{1,16}$/i;
/** What a program points at or negates. */
const pointedAt = /^[&*!]{1,2}[A-Za-z_$]+(?:(?:\.|::|->)[A-Za-z_$]+)*$/;

/** An option of a command, alone or with its value. */
const option = /^--?[A-Za-z][\w.-]*(?:=[\w./-]*)?$/;

/** A thing under the digest by which it is kept, such as `media:<digest>`. */
const keptUnderDigest = /^[a-z][\w-]{0,30}:(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** Nothing shorter is a secret. */
export const shortestValue = 7;

/** Bits of randomness that a value needs: less where the name is sure, more in prose. */
const bitsNeeded = { strong: 8, password: 8, weak: 14 } as const;
const lettersNeed = { strong: 22, password: 14, weak: 22 } as const;
const bitsNeededInProse = 12;
const leastEntropy = 2.2;

/** 0–75: how surely the value is a secret, under a name of that strength. */
export function scoreValue(given: Given, strength: Exclude<NameStrength, "none">): number {
  const { text, by } = given;
  if (text.length < shortestValue) return 0;
  // Behind a vendor's name and a blank a command names a record.
  if (strength === "weak" && by === "blank" && /^[\da-f]+$/i.test(text)) return 0;
  // A type before what it points at, as in `KEY *name(…)`, or a name that is given a value of its own.
  if (by === "blank" && given.told === "nothing" && /^[&*]\w*$|^[A-Za-z][\w.-]{0,40}=./.test(text)) return 0;
  if (uuid.test(text)) return strength === "weak" || entropyOf(text) < 3 || isExampleValue(text) ? 0 : 65;
  const isDrawn = looksDrawn(given, strength) || isDrawnFromAll(given, strength);
  if (!isDrawn && (strength !== "password" || !isChosen(given))) return 0;
  // What looks like no secret, which is nearly everything, needs no second look.
  return isExampleValue(text) ? 0 : isDrawn && by === "sign" ? 75 : 65;
}

/** Whether a program drew it from all the signs of a keyboard; strings of programs have some of them, too, but seldom so many. */
function isDrawnFromAll({ text, told }: Given, strength: Exclude<NameStrength, "none">): boolean {
  return strength !== "weak" && told === "quotes" && text.length >= leastOfAll && looksGenerated(text);
}

const leastOfAll = 14;

/** Whether its characters were drawn at random. */
function looksDrawn({ text, by }: Given, strength: Exclude<NameStrength, "none">): boolean {
  if (isJoinedNames(text) || numberOfProgram.test(text)) return false;
  if (text.length < (by === "sign" ? 10 : 16) || keptUnderDigest.test(text) || harmless.test(text)) return false;
  const bits = randomnessOf(text);
  if (bits < Math.max(bitsNeeded[strength], by === "sign" ? 0 : bitsNeededInProse)) return false;
  // Letters alone may be a name: they need more.
  if (/\d/.test(text) ? !/[A-Za-z]/.test(text) : bits < lettersNeed[strength]) return false;
  return !addressOrVersion.test(text) && !isAlgorithm(text) && (strength !== "weak" || !labelledDigest.test(text));
}

/** Whether it looks like a password that a person made up. Where nothing tells, it may be code: then only a digit tells it from a name. */
function isChosen({ text, told, by }: Given): boolean {
  if (isReference(text) || entropyOf(text) < leastEntropy) return false;
  if (told !== "quotes" && pointedAt.test(text)) return false;
  if (by !== "sign" && option.test(text)) return false;
  const kinds = countKinds(text);
  if ((told !== "nothing" || by === "verb") && manyWords.test(text) && !ownName.test(text)) return true;
  // Behind a blank nearly every word of prose may stand.
  if (by === "blank" && told === "nothing")
    return kinds > 2 && (isInvented(text) || isDrawnShort(text) || isMadeUp(text)) && !ownName.test(text);
  if (kinds < 3 || plainName.test(text))
    return (
      (told !== "nothing" || by === "verb") && (isAlteredWord(text) || (joinedWords.test(text) && !ownName.test(text)))
    );
  if (told === "quotes") return !namedWords.test(text) || !ownName.test(text);
  if ((told === "place" || by === "verb") && /\d/.test(text)) return true;
  if (by === "sign" && isSigned(text)) return true;
  return by !== "verb" && text.length >= 10 && !codeName.test(text);
}

/** Whether it is a password under a name that rarely has one: words and a number, or a word, a digit and a sign. */
export function isMadeUp(text: string): boolean {
  return isSigned(text) || (wordsAndNumber.test(text) && !ownName.test(text));
}

const wordsAndNumber = /^(?:[A-Z][a-z]{2,20}){2,8}\d{2,8}$/;

/** A word, a digit and a sign that joins nothing in programs. */
function isSigned(text: string): boolean {
  const hasSign = /[!#$]|[@%^&*?]$/.test(text);
  return hasSign && /^[A-Za-z].*\d/.test(text) && /[A-Za-z]{3}/.test(text) && !ownName.test(text);
}

/** Letters, digits and a sign that no sentence holds, a letter before all others. */
function isInvented(text: string): boolean {
  return /^[A-Za-z]/.test(text) && /\d/.test(text) && /[!#$%^&*]/.test(text);
}

/** Capitals, small letters and digits as nobody mixes them in a word. */
function isDrawnShort(text: string): boolean {
  return /^[A-Za-z\d]{10,40}$/.test(text) && randomnessOf(text) >= bitsNeededInProse;
}

/** `sunshine77`, `dr4gon`, `super$un`, but not `newPassword22` or `option1`. */
function isAlteredWord(text: string): boolean {
  return (
    /^[A-Za-z\d$!#%^&]{7,40}$/.test(text) && /[A-Za-z](?:\d|[$!#%^&])+[A-Za-z\d]/.test(text) && !ownName.test(text)
  );
}

/** How many of lower case, upper case, digits and symbols occur. */
function countKinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
}
