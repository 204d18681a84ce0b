import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";
import { randomnessOf } from "./randomness.ts";
import type { NameStrength } from "./secret-names.ts";

/** A value as it stands behind a name. */
export interface Given {
  readonly text: string;
  readonly closedBy: "quote" | "semicolon" | "nothing";
  /** What stands between the name and the value: a sign such as `=`, a word such as `is`, or nothing. */
  readonly by: "sign" | "verb" | "blank";
}

/** Values that are places or numbers rather than data. */
const place = /^(?:https?|file|ssh|urn|arn|data):|^[./~]|^\$|^%|^@|^[\d.:,+-]+$|[(){}]/i;
/** A word, a path of words or a name with a number at its end. */
const plainName = /^[a-z]+(?:[-_/][a-z]+)*[0-9]{0,2}$/i;
/** A name or a member of something, as programs write them without quotes. */
const codeName = /^[\w$]+(?:\??\.[\w$]+)*\.?$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Nothing shorter is a secret, by what stands between name and value. */
export const shortestValue: Readonly<Record<Given["by"], number>> = { sign: 8, verb: 8, blank: 16 };

/** Bits of randomness that a value needs: less where the name is sure, more in prose. */
const bitsNeeded = { strong: 8, password: 8, weak: 14 } as const;
const bitsNeededInProse = 12;

/** 0–75: how surely the value is a secret, under a name of that strength. */
export function scoreValue(given: Given, strength: Exclude<NameStrength, "none">): number {
  const { text, by } = given;
  if (text.length < shortestValue[by]) return 0;
  if (uuid.test(text)) return strength === "weak" || entropyOf(text) < 3 || isExampleValue(text) ? 0 : 65;
  const bits = randomnessOf(text);
  const needed = Math.max(bitsNeeded[strength], by === "sign" ? 0 : bitsNeededInProse);
  const isDrawn = text.length >= (by === "sign" ? 10 : 16) && isMixed(text, bits) && bits >= needed;
  if (!isDrawn && (strength !== "password" || by === "blank" || !isChosen(text, given))) return 0;
  // What looks like no secret, which is nearly everything, needs no second look.
  return isExampleValue(text) ? 0 : isDrawn && by === "sign" ? 75 : 65;
}

/** Letters alone may be a name: they need more. */
function isMixed(text: string, bits: number): boolean {
  return /\d/.test(text) ? /[A-Za-z]/.test(text) : bits >= 22;
}

/** Whether it looks like a password that a person made up. Without quotes it may be code: then only a digit tells it from a name. */
function isChosen(text: string, { by, closedBy }: Given): boolean {
  if (place.test(text) || plainName.test(text) || countKinds(text) < 3 || entropyOf(text) < 2.75) return false;
  if (closedBy === "quote") return true;
  if (closedBy === "semicolon" || by === "verb") return /\d/.test(text) && !text.includes("(");
  return text.length >= 10 && !codeName.test(text);
}

/** How many of lower case, upper case, digits and symbols occur. */
function countKinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
}
