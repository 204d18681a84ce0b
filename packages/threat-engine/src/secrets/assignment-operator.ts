import { characterSet, characterSetExcept, runEnd } from "../rule.ts";
import { type Given, shortestValue } from "./assigned-value.ts";

/** What stands between a name and its value. */
export interface Operator {
  /** Where the value or its quote begins. */
  readonly end: number;
  readonly by: Given["by"];
  /** Only data can follow. */
  readonly setsData: boolean;
}

/** No operator is longer; shorter texts that do not end here may still become one. */
export const longestOperator = 60;

/** Whatever stands between a name and its value begins with one of these, or with white space that is not ASCII. */
const operatorStart = characterSet(" \t\r\n\f\v:?|+=<,({>)\u0080-\uffff");
const blank = characterSet(" \t");
const mostBlanks = 4;
/** What stands behind a blank when it is neither a sign nor a quote. */
const wordStart = characterSet("A-Za-z0-9_/");
/** Words of which the patterns below put an operator together. */
const operatorWord = /(?:value|default|as|string|str|text|auto|or|is|was|ist|lautet|est|es?)[\s"':=]/iy;
/** No value holds white space, quoted or not. */
const unbroken = characterSetExcept(" \t\r\n");

/** What stands between a name and its value in programs, settings and markup. */
const assigns =
  /[ \t]{0,8}(?::{1,3}=|\?{1,2}=|\|\|:?=|\+=|=>|<-|:-(?=\w)|=(?!=)|:(?: {0,2}[&'\w]{1,12}(?: str)? {0,2}=(?!=))?)[ \t]{0,8}|,[ \t]{0,4}(?=\\?["'])|\(\s{0,2}(?=["'`])|>\s{0,8}(?=[A-Za-z0-9{])|[ \t]{1,4}(?:as )?(?:string|str|text|auto)[ \t]{1,4}=[ \t]{0,4}|[ \t)]{1,4}(?:\|\||\?\?|or)[ \t]{1,4}(?=["'`])/iy;
/** A long value is written in the next line. */
const nextLine = /[ \t\r]{0,4}\n[ \t]{0,40}(?=["'`])/y;
/** The name is itself a value: lists of variables, property lists, variables with a default, commands that set a secret. */
const pairs =
  /[\s,{]{1,40}(?:["']?(?:value|default)["']?\s{0,4}[:=]\s{0,4}|--body[ =])|<\/(?:key|name)>\s{0,20}<(?:string|value)>/iy;
/** What stands between them in commands and in prose. */
const says = /[ \t]{1,4}(?:(?:is|was|value|ist|lautet|est|es|e)[ \t]{0,2}[:=]?[ \t]{1,4})?(?=["'`]?[A-Za-z0-9+/_-])/y;
/** The border between two cells of a table. */
const cells = /[ \t]{0,8}\|[ \t]{1,4}(?=`?[A-Za-z0-9+/_-])/y;

/** `the password for the test server: …`, `the key of staging is …`, `das Passwort für den Server lautet …` */
const belongs =
  / (?:for|of|to|on|in|at|f[uü]r|vom|zum|der|de|du|del|da|do|para|pour|van|voor) [A-Za-z0-9 -]{0,54}(?:: | is | ist | lautet | est | es )/y;

/** Commands and instructions that put a blank between a name and its value. */
const blankSetters = /(?:^|\s)(?:env |arg |setx |#define |setenv )$/i;
const longestSetter = 10;
const longestName = 60;
const nameCharacters = characterSet("A-Za-z0-9_.-");

/**
 * Reads what stands between the name that ends at `at`, its closing quotes included, and its value.
 *
 * @param start - Where the name's telling word begins.
 */
export function readOperator(text: string, at: number, start: number): Operator | undefined {
  if (operatorStart[text.charCodeAt(at)] !== 1) return undefined;
  const word = runEnd(text, at, blank, mostBlanks);
  // Most names stand in prose and in lists of names: only a word follows them.
  if (word > at && wordStart[text.charCodeAt(word)] === 1 && endOf(operatorWord, text, word) === undefined)
    return readBlank(text, { at, word, start });
  const paired = endOf(pairs, text, at);
  if (paired !== undefined) return { end: paired, by: "sign", setsData: true };
  const assigned = endOf(assigns, text, at);
  if (assigned !== undefined) return { end: endOf(nextLine, text, assigned) ?? assigned, by: "sign", setsData: false };
  const said = endOf(says, text, at) ?? endOf(cells, text, at);
  if (said === undefined) return undefined;
  if (text.slice(at, said).trim() !== "") return { end: said, by: "verb", setsData: false };
  if (/["'`]/.test(text[said] ?? "") && !followsSetter(text, start)) return { end: said, by: "verb", setsData: false };
  return readBlank(text, { at, word: said, start });
}

/** Reads the blanks between the name that ends at `at` and the word behind them, which is the value unless a colon follows. */
function readBlank(
  text: string,
  { at, word, start }: { readonly at: number; readonly word: number; readonly start: number },
): Operator | undefined {
  const told = endOf(belongs, text, at);
  if (told !== undefined) return { end: told, by: "verb", setsData: false };
  const room = runEnd(text, word, unbroken, shortestValue.blank) - word;
  // Hostile texts are names and blanks: what can be no value is not looked at.
  if (room < shortestValue.sign) return undefined;
  if (followsSetter(text, start)) return { end: word, by: "sign", setsData: true };
  return room < shortestValue.blank ? undefined : { end: word, by: "blank", setsData: false };
}

/** Whether the name around `at` is an option, or stands behind a command that takes a name and a value. */
function followsSetter(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && at - start < longestName && nameCharacters[text.charCodeAt(start - 1)] === 1) start -= 1;
  if (text[start] === "-" && start < at) return start === 0 || /\s/.test(text[start - 1] ?? "");
  return blankSetters.test(text.slice(Math.max(0, start - longestSetter), start));
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
