import { AuditError } from "./error.ts";
import { asciiJson } from "./line.ts";

/** Longer texts are cut, so that one record stays far below the longest line a reader takes. */
const maxTextLength = 256;
/** So many texts a run of members remembers: people, models and policies come again and again. */
const maxRemembered = 2048;
/** What JSON in ASCII writes as it is. */
const unescaped = /^[ !#-[\]-~]*$/;

/** What a member may be; one that is undefined is left out. */
export type MemberValue = string | number | boolean | null | undefined;

/** A text in JSON, in printable ASCII, cut after 256 UTF-16 units but never between the two halves of a code point. */
export function textJson(text: string): string {
  const short = cut(text);
  return unescaped.test(short) ? `"${short}"` : asciiJson(short);
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, "");
}

/**
 * A member of an object and the comma before it; nothing for a value that is not there.
 *
 * @throws AuditError `INVALID_EVENT` when a number is not finite
 */
export function memberJson(name: string, value: MemberValue): string {
  if (value === undefined) return "";
  if (typeof value === "string") return `,"${name}":${textJson(value)}`;
  if (typeof value !== "number" || Number.isFinite(value)) return `,"${name}":${value}`;
  throw new AuditError("INVALID_EVENT", "A number of an audit event is not finite.");
}

/** Members up to one of a run, with the values that they had. */
interface Known {
  readonly text: string;
  /** What is known with one member more, by its value. */
  readonly longer: Map<MemberValue, Known>;
  /** The one that was asked for last, and its value: mostly it is asked for again. */
  last: Known | undefined;
  lastValue: MemberValue;
}

/**
 * Members that stand one behind the other and mostly come as they came before: their text is remembered whole.
 *
 * @returns writes them, given a value for each name in order, as {@link memberJson} does
 */
export function memberRun(...names: readonly string[]): (...values: readonly MemberValue[]) => string {
  let remembered = 0;
  let nothing = remember("");

  function remember(text: string): Known {
    remembered += 1;
    // As one piece: what is put together of pieces is put together again wherever it is used.
    const whole = Buffer.from(text, "latin1").toString("latin1");
    return { text: whole, longer: new Map(), last: undefined, lastValue: undefined };
  }

  function withMember(known: Known, name: string, value: MemberValue): Known {
    if (known.last !== undefined && known.lastValue === value) return known.last;
    const key = typeof value === "string" ? cut(value) : value;
    const longer = known.longer.get(key) ?? remember(known.text + memberJson(name, value));
    known.longer.set(key, longer);
    known.last = longer;
    known.lastValue = key;
    return longer;
  }

  return (...values) => {
    if (remembered > maxRemembered) {
      remembered = 0;
      nothing = remember("");
    }
    let known = nothing;
    // Not over `entries()`, which takes twice as long: it is run forty times a record.
    for (let index = 0; index < names.length; index += 1) known = withMember(known, names[index] ?? "", values[index]);
    return known.text;
  };
}
