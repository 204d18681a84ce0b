import { isUtf8 } from "node:buffer";

/** Base64 data, with or without the head of a data URL before it, read as text. */
export interface TextData {
  readonly text: string;
  /** The bytes are UTF-8, so that every reader sees this text. Otherwise they are UTF-16 by their mark, or each byte is read as one character. */
  readonly isUtf8: boolean;
  /** The literal with another text, spelled as this one is. */
  encode(text: string): string;
}

/** Begins the path of a part that is base64 data; the pointer to its string follows. */
export const dataMark = "@";

const head = /^data:[^,]*;base64,/i;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const base64Url = /^[\w-]*={0,2}$/;

/** Reads data as text, whatever it is; undefined when it is not base64. Line breaks in it are overlooked. */
export function readTextData(literal: string): TextData | undefined {
  const before = head.exec(literal)?.[0] ?? "";
  const data = withoutBreaks(literal.slice(before.length));
  const alphabet = base64.test(data) ? "base64" : base64Url.test(data) ? "base64url" : undefined;
  if (alphabet === undefined) return undefined;
  const bytes = Buffer.from(data, alphabet);
  const reading = readingOf(bytes);
  return {
    text: reading.decode(bytes),
    isUtf8: reading === readings.utf8,
    encode: (text) => {
      const changed = reading.encode(text).toString(alphabet);
      return before + (data.length % 4 === 0 ? changed : changed.replace(/={1,2}$/, ""));
    },
  };
}

interface Reading {
  readonly decode: (bytes: Buffer) => string;
  readonly encode: (text: string) => Buffer;
}

function inOneWay(encoding: "utf8" | "latin1" | "utf16le"): Reading {
  return { decode: (bytes) => bytes.toString(encoding), encode: (text) => Buffer.from(text, encoding) };
}

const readings = {
  utf8: inOneWay("utf8"),
  latin1: inOneWay("latin1"),
  utf16le: inOneWay("utf16le"),
  utf16be: {
    decode: (bytes: Buffer): string => Buffer.from(bytes).swap16().toString("utf16le"),
    encode: (text: string): Buffer => Buffer.from(text, "utf16le").swap16(),
  },
};

function readingOf(bytes: Buffer): Reading {
  if (isUtf8(bytes)) return readings.utf8;
  return (bytes.length % 2 === 0 ? utf16Of(bytes) : undefined) ?? readings.latin1;
}

/** Windows writes such texts, and says so by their first two bytes. */
function utf16Of([first, second]: Uint8Array): Reading | undefined {
  if (first === 0xff && second === 0xfe) return readings.utf16le;
  return first === 0xfe && second === 0xff ? readings.utf16be : undefined;
}

/**
 * Whether data begins with what people call text: UTF-8 or marked UTF-16 without the bytes that only programs write, and no PDF. What is no base64 says what
 * it says, and counts too.
 */
export function beginsAsText(literal: string): boolean {
  const before = head.exec(literal)?.[0] ?? "";
  const data = withoutBreaks(literal.slice(before.length, before.length + sniffed));
  if (!base64.test(data) && !base64Url.test(data)) return true;
  const bytes = Buffer.from(data, "base64");
  if (utf16Of(bytes) !== undefined) return true;
  // The cut may go through a character.
  const isText = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))));
  const text = bytes.toString("latin1");
  return text !== "" && isText && !unprintable.test(text) && !text.startsWith("%PDF-");
}

const textSubtypes: ReadonlySet<string> = new Set([
  ...["json", "xml", "yaml", "javascript", "ecmascript", "sql", "toml", "graphql", "rtf", "csv"],
  ...["x-sh", "x-yaml", "x-python", "x-javascript", "x-ndjson", "x-tex", "x-httpd-php"],
]);

/** Media types whose data is text by their name, or by a format that they say they are made of, such as `vnd.api+json` and `json-seq`. */
export function isTextType(mediaType: string): boolean {
  const [, type = "", subtype = ""] = /^(text|application)\/([\w.+-]*)/.exec(mediaType.toLowerCase()) ?? [];
  const formats = subtype.split("+").flatMap((name) => [name, name.split(/[.-]/)[0] ?? ""]);
  return type === "text" || formats.some((name) => textSubtypes.has(name));
}

/** The media type of a data URL; empty for anything else. */
export function mediaTypeOf(literal: string): string {
  return /^data:([^;,]{0,100})/i.exec(literal)?.[1] ?? "";
}

/** Characters looked at; a multiple of four. */
const sniffed = 4_096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unprintable = /[\0-\x06\x0e-\x1a\x1c-\x1f]/;

function withoutBreaks(data: string): string {
  return /\s/.test(data) ? data.replaceAll(/\s+/g, "") : data;
}
