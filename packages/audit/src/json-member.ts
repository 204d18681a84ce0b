import { AuditError } from "./error.ts";
import { asciiJson } from "./line.ts";

/** Longer texts are cut, so that one record stays far below the longest line a reader takes. */
const maxTextLength = 256;
/** Texts that a member remembers: people, models and policies come again and again. */
const maxRemembered = 256;
/** What JSON in ASCII writes as it is. */
const unescaped = /^[ !#-[\]-~]*$/;

/** Writes one member of an object and the comma before it; nothing for a value that is not there. */
export type Member<Value> = (value: Value | undefined) => string;

/** A text in JSON, in printable ASCII, cut after 256 UTF-16 units but never between the two halves of a code point. */
export function textJson(text: string): string {
  return quoted(cut(text));
}

/** A member whose text mostly came before: what it looked like then is remembered. */
export function textMember(name: string): Member<string> {
  const remembered = new Map<string, string>();
  return (text) => {
    if (text === undefined) return "";
    const short = cut(text);
    const known = remembered.get(short);
    if (known !== undefined) return known;
    // As one piece: what is put together of pieces is put together again wherever it is used.
    const member = Buffer.from(`,"${name}":${quoted(short)}`, "latin1").toString("latin1");
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(short, member);
    return member;
  };
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, "");
}

function quoted(text: string): string {
  return unescaped.test(text) ? `"${text}"` : asciiJson(text);
}

/** @throws from the member: AuditError `INVALID_EVENT` when the number is not finite */
export function numberMember(name: string): Member<number> {
  const start = `,"${name}":`;
  return (value) => {
    if (value === undefined) return "";
    if (!Number.isFinite(value)) throw new AuditError("INVALID_EVENT", "A number of an audit event is not finite.");
    return `${start}${value}`;
  };
}

/** A member that is true or false. */
export function flagMember(name: string): Member<boolean> {
  const yes = `,"${name}":true`;
  const no = `,"${name}":false`;
  return (value) => {
    if (value === undefined) return "";
    return value ? yes : no;
  };
}
