import { characterSet } from "../rule.ts";

/** What stands right before a value: a name and what joins them. */
export interface ValueLead {
  readonly name: string;
  /** Where the name begins. */
  readonly at: number;
  /** A sign such as `=`, or an opening bracket, joins them. */
  readonly hasOperator: boolean;
}

const opening = characterSet("\"'`*<@$");
const blank = characterSet(" \t\r\n");
const closing = characterSet("\"'`*]\\");
const nameCharacters = characterSet("A-Za-z0-9_.-");
const doubled: ReadonlySet<string> = new Set(["=>", ":=", "->", "==", "||", "::"]);
const single: ReadonlySet<string> = new Set([..."=:(>|"]);

/** Reads the end of `text` backwards, for which the value that follows it stands. */
export function readLead(text: string): ValueLead {
  const quoted = skipBack(text, text.length, opening);
  const spaced = skipBack(text, quoted, blank);
  const sign = signBefore(text, spaced);
  const nameEnd = skipBack(text, skipBack(text, spaced - sign, blank), closing);
  const at = skipBack(text, nameEnd, nameCharacters);
  return { name: text.slice(at, nameEnd), at, hasOperator: sign > 0 };
}

/** How many characters before `end` are a sign that gives a value to a name. */
function signBefore(text: string, end: number): number {
  if (doubled.has(text.slice(Math.max(0, end - 2), end))) return 2;
  return single.has(text.slice(Math.max(0, end - 1), end)) ? 1 : 0;
}

/** Where the run of `set` that ends at `end` begins. */
function skipBack(text: string, end: number, set: Uint8Array): number {
  let start = end;
  while (start > 0 && set[text.charCodeAt(start - 1)] === 1) start -= 1;
  return start;
}
