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
const operatorStart = characterSet(" \t\r\n\f\v:?|+=!<,({}>)[.\u0080-\uffff");
const blank = characterSet(" \t");
const mostBlanks = 4;
/** What stands behind a blank when it is neither a sign nor a quote. */
const wordStart = characterSet("A-Za-z0-9_/");
/** Words of which the patterns below put an operator together. */
const operatorWord =
  /(?:value|default|as|string|str|text|auto|or|is|was|to|(?:will|should) be|ist|lautet|este|est|es?|je|jest|la|[aä]r|er|on|adalah)[\s"':=]|n?(?:var)?char2?\(/iy;
/** No value holds white space, quoted or not. */
const unbroken = characterSetExcept(" \t\r\n");

/** What stands between a name and its value in programs, settings and markup. */
const assigns =
  /[ \t]{0,14}(?::{1,3}=|\?{1,2}=|\|\|:?=|\+=|=>|<-|:-(?=\w)|=(?!=)|[=!]={1,2}(?=[ \t]?\\?["'])|:(?!:)(?: {0,2}[&'\w]{1,12}(?: str)? {0,2}=(?!=))?)[ \t]{0,8}|,[ \t]{0,4}(?=\\?["'])|\(\s{0,2}(?=["'`])|>\s{0,8}(?:<!\[CDATA\[)?(?=[A-Za-z0-9{])|[ \t]{1,4}(?:as )?(?:string|str|text|auto)[ \t]{1,4}=[ \t]{0,4}|[ \t)]{1,4}(?:\|\||\?\?|or)[ \t]{1,4}(?=["'`])/iy;
/** A long value is written in the next line. */
const nextLine = /[ \t\r]{0,4}\n[ \t]{0,40}(?=["'`])/y;
/** In a note a value stands below its name, also below an empty line. */
const below = /:[ \t\r]{0,4}\n\r?\n?[ \t]{0,8}(?=[\w+/-]{20})/y;
/** What may stand between a name and its operator: the size of an array, the accessors of a property, a variable's type. */
const declared =
  /\[\d{0,4}\]|[ \t]{1,4}n?(?:var)?char2?\(\d{1,4}\)(?=[ \t]{0,4}:?=)|[ \t]{1,4}\{ get;[a-z ;]{0,30}\}|:?[\s,{]{1,20}["']?(?:type|sensitive)["']?\s{0,4}[:=]\s{0,4}["']?\w{1,12}["']?(?=[\s,])/iy;
/** What may stand between an operator and the value: the end of bold letters, the call that makes a string of it. */
const wrapped = /\*\*[ \t]{1,4}|(?:new )?(?:std::)?s(?:tring|ecret)(?:::from|::new)?\((?=["'])/iy;
/** The name is itself a value: lists of variables, property lists, defaults, commands that set a secret, fields that a program fills in. */
const pairs =
  /:?[\s,{]{1,40}(?:["']?(?:value|default|android:value)["']?\s{0,4}[:=]\s{0,4}|-(?:-body|b)[ =])|(?:<\/(?:key|name))?>\s{0,20}<(?:value>\s{0,8}<string|string|value)>|\}[ \t]{2,8}(?=[\w!#$%&*+-])|\){0,2}\.(?:send_keys|sendkeys|type|fill)\((?=["'])/iy;
/** What stands between them in commands and in prose. */
const says =
  /[ \t]{1,4}(?:(?:is|was|to|(?:will|should) be|value|ist|lautet|este|est|es|e|je|jest|la|[aä]r|er|on|adalah|это|είναι|هي|هو|היא|คือ|-|->|[\u2013\u2014\u2192]|\([\w -]{1,30}\)[ \t]?[:=])[ \t]{0,2}[:=]?[ \t]{1,4})?(?=["'`]?[A-Za-z0-9+/_!#@&*?-])/y;
/** Languages that put no blank before or behind the word that says so. */
const saysUnparted = /[ \t]?(?:是|为|為|は|은|는)[ \t]?[「『]?(?=["'`]?[A-Za-z0-9!#@&*])/y;
/** The border between two cells of a table. */
const cells = /[ \t]{0,8}\|[ \t]{1,4}(?=`?[A-Za-z0-9+/_-])/y;

/** `the password for the test server: …`, `the key of staging is …`, `das Passwort für den Server lautet …` */
const belongs = / (?:for|of|to|on|in|at|f[uü]r|vom|zum|der|de|du|del|da|do|para|pour|van|voor|от|для|до|к|на) /y;
const whoseItIs =
  /[A-Za-z0-9\u0400-\u04ff -]{0,54}(?:: | [\u2013\u2014] | это | is | ist | lautet | este? | es? | je | jest )/y;

/** `the password root: …`: what it opens, in one word. */
const belongsTo =
  / (?!polic|rule|algorithm|format|hash|field|type|length|strength|reset|hint|requir)[\p{L}\d@._-]{2,30}: /uy;

/** Commands and instructions that put a blank between a name and its value. */
const blankSetters = /(?:^|\s)(?:env |arg |set |setx |#define |setenv )$/i;
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
  const from = skip(declared, text, skip(declared, text, at));
  const paired = endOf(pairs, text, from);
  if (paired !== undefined) return { end: paired, by: "sign", setsData: true };
  const noted = endOf(below, text, at);
  if (noted !== undefined) return { end: noted, by: "verb", setsData: false };
  const assigned = endOf(assigns, text, from);
  if (assigned !== undefined)
    return { end: skip(wrapped, text, skip(nextLine, text, assigned)), by: "sign", setsData: false };
  const said =
    endOf(says, text, at) ??
    endOf(cells, text, at) ??
    endOf(saysUnparted, text, at) ??
    endOfBelonging(text, at) ??
    endOf(belongsTo, text, at);
  if (said === undefined) return undefined;
  if (/[^ ]/.test(text.slice(at, said))) return { end: said, by: "verb", setsData: false };
  if (/["'`]/.test(text[said] ?? "") && !followsSetter(text, start)) return { end: said, by: "verb", setsData: false };
  return readBlank(text, { at, word: said, start });
}

/** Reads the blanks between the name that ends at `at` and the word behind them, which is the value unless a colon follows. */
function readBlank(
  text: string,
  { at, word, start }: { readonly at: number; readonly word: number; readonly start: number },
): Operator | undefined {
  const told = endOfBelonging(text, at) ?? endOf(belongsTo, text, at);
  if (told !== undefined) return { end: told, by: "verb", setsData: false };
  // Hostile texts are names and blanks: what can be no value is not looked at.
  if (runEnd(text, word, unbroken, shortestValue) - word < shortestValue) return undefined;
  if (followsSetter(text, start)) return { end: word, by: "sign", setsData: true };
  return { end: word, by: "blank", setsData: false };
}

/** Where the words end that say whose or what the secret is that is named before `at`. */
function endOfBelonging(text: string, at: number): number | undefined {
  const told = endOf(belongs, text, at);
  return told === undefined ? undefined : endOf(whoseItIs, text, told);
}

/** Whether the name around `at` is an option, or stands behind a command that takes a name and a value. */
function followsSetter(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && at - start < longestName && nameCharacters[text.charCodeAt(start - 1)] === 1) start -= 1;
  if (text[start] === "-" && start < at) return start === 0 || /\s/.test(text[start - 1] ?? "");
  return blankSetters.test(text.slice(Math.max(0, start - longestSetter), start));
}

function skip(pattern: RegExp, text: string, at: number): number {
  return endOf(pattern, text, at) ?? at;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
