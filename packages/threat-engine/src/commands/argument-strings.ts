/** A string value inside the arguments of a tool call. */
export interface ArgumentString {
  /** Key that it stands under, or that its array stands under; undefined at the top. */
  readonly name: string | undefined;
  readonly value: string;
  /** Number of the array that holds it directly. */
  readonly list: number | undefined;
}

interface Frame {
  name: string | undefined;
  readonly list: number | undefined;
}

const bareWord = /[^\s{}[\]:,"']{1,200}/y;
const blanks = /\s*/y;

/**
 * Reads every string of a JSON text at any depth, also of doubled keys. What clients forgive does not stop it: trailing commas, bare keys,
 * single quotes, a missing end. Linear in the text's length.
 */
export function readArgumentStrings(text: string): readonly ArgumentString[] {
  const found: ArgumentString[] = [];
  const frames: Frame[] = [{ name: undefined, list: undefined }];
  let lists = 0;
  for (let index = 0; index < text.length; ) {
    const frame = frames.at(-1) ?? { name: undefined, list: undefined };
    const character = text[index] ?? "";
    if (character === '"' || character === "'") {
      const end = literalEnd(text, index);
      const value = unescapeLiteral(text.slice(index + 1, end));
      index = end + 1;
      if (frame.list === undefined && isKey(text, index)) frame.name = value;
      else found.push({ name: frame.name, value, list: frame.list });
      continue;
    }
    if (character === "{") frames.push({ name: undefined, list: undefined });
    else if (character === "[") {
      lists += 1;
      frames.push({ name: frame.name, list: lists });
    } else if ((character === "}" || character === "]") && frames.length > 1) frames.pop();
    bareWord.lastIndex = index;
    const word = bareWord.exec(text)?.[0];
    index += word?.length ?? 1;
    if (word !== undefined && isKey(text, index)) frame.name = word;
  }
  return found;
}

/** Index of the closing quote, or the end of the text. */
function literalEnd(text: string, open: number): number {
  const quote = text[open];
  for (let index = open + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === quote) return index;
  }
  return text.length;
}

function isKey(text: string, from: number): boolean {
  blanks.lastIndex = from;
  blanks.exec(text);
  return text[blanks.lastIndex] === ":";
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescapeLiteral(inner: string): string {
  let text = "";
  let from = 0;
  for (let at = inner.indexOf("\\"); at >= 0 && at + 1 < inner.length; at = inner.indexOf("\\", from)) {
    const character = inner[at + 1] ?? "";
    const code = character === "u" ? inner.slice(at + 2, at + 6) : "";
    const isCode = /^[0-9a-fA-F]{4}$/.test(code);
    text += inner.slice(from, at);
    text += isCode ? String.fromCharCode(Number.parseInt(code, 16)) : (escapes[character] ?? character);
    from = at + (isCode ? 6 : 2);
  }
  return text + inner.slice(from);
}
