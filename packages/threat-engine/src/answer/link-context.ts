/** Follows a text and knows whether what stands at the end of it is, or may be, part of a link that a reader's program would open. */
export interface LinkContext {
  /** Reads on. However the text is split, the state is the same. */
  read(text: string): void;
  /** Inside a markup tag, a link's brackets, a script or a style. */
  isOpen(): boolean;
  /** The text is a JSON document and stands in a string of it. */
  isInJsonString(): boolean;
  /** Characters since the last white space. */
  wordLength(): number;
}

type Mode = "text" | "tag" | "raw";

/** Begins a document of JSON, not a link or a list in brackets. */
const jsonStart = /^\s*(?:\{\s*["}]|\[\s*["{])/;
const jsonSyntax = /[\s{}[\]:,\d.+\-truefalsnE]/;
const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const longestStart = 64;
const rawTags = /^(?:script|style)$/i;

/**
 * A context at the beginning of a text. It errs on the side of links: a tag ends only at its `>` outside quotes, brackets of a link only at
 * the bracket that closes them, and white space ends neither (`![x](<https://host/a b>)` is one link).
 */
export function createLinkContext(): LinkContext {
  let mode: Mode = "text";
  let quote = "";
  let tagName = "";
  let nameOpen = false;
  let depth = 0;
  let last = "";
  let recent = "";
  let word = 0;
  let start = "";
  let isJson = false;
  let inString = false;
  let escaped = false;
  let hex: string | undefined;

  /** The plain character, or undefined inside an escape. */
  const readJson = (character: string): string | undefined => {
    if (hex !== undefined) {
      hex += character;
      if (hex.length < 4) return undefined;
      const code = Number.parseInt(hex, 16);
      hex = undefined;
      return Number.isNaN(code) ? undefined : String.fromCharCode(code);
    }
    if (escaped) {
      escaped = false;
      if (character === "u") hex = "";
      return hex === undefined ? (simpleEscapes[character] ?? character) : undefined;
    }
    if (inString && character === "\\") {
      escaped = true;
      return undefined;
    }
    if (character === '"') inString = !inString;
    else if (!inString && !jsonSyntax.test(character)) isJson = false;
    return character;
  };
  const readStart = (character: string): void => {
    start += character;
    if (!jsonStart.test(start)) return;
    isJson = true;
    // The quote that showed it has begun a string.
    inString = character === '"';
    start = " ".repeat(longestStart);
  };
  const readTag = (character: string): void => {
    if (quote !== "") {
      if (character === quote) quote = "";
      return;
    }
    if (nameOpen && /[\w:-]/.test(character)) tagName += tagName.length < 10 ? character : "";
    else nameOpen = false;
    if ((character === '"' || character === "'") && last === "=") quote = character;
    else if (character === ">") mode = rawTags.test(tagName) ? "raw" : "text";
  };
  const readText = (character: string): void => {
    if (last === "<" && (mode === "raw" ? character === "/" : opensTag(character, depth > 0))) {
      mode = "tag";
      tagName = character;
      nameOpen = true;
    } else if (character === "(" && (depth > 0 || last === "]" || /url\s?$/i.test(recent))) depth += 1;
    else if (character === ")" && depth > 0 && last !== "\\") depth -= 1;
  };
  const readPlain = (character: string): void => {
    if (mode === "tag") readTag(character);
    else readText(character);
    const blank = isBlank(character.charCodeAt(0));
    if (blank) word = 0;
    // An attribute's quote may follow its sign after blanks.
    if (!blank || mode !== "tag" || last !== "=") last = character;
    recent = (recent + character).slice(-4);
  };
  const step = (character: string): void => {
    word += 1;
    const plain = isJson ? readJson(character) : character;
    if (!isJson && start.length < longestStart) readStart(character);
    if (plain !== undefined) readPlain(plain);
  };
  /** Only a tag or a bracket can change anything. */
  const isPlain = (): boolean =>
    mode === "text" && depth === 0 && last !== "<" && !isJson && start.length >= longestStart;
  const skip = (run: string): void => {
    let at = run.length;
    while (at > 0 && !isBlank(run.charCodeAt(at - 1))) at -= 1;
    word = at === 0 ? word + run.length : run.length - at;
    last = run.at(-1) ?? last;
    recent = (recent + run.slice(-4)).slice(-4);
  };
  return {
    read: (text) => {
      for (let index = 0; index < text.length; ) {
        const end = isPlain() ? nextSign(text, index) : index;
        if (end > index) skip(text.slice(index, end));
        else step(text[index] ?? "");
        index = Math.max(end, index + 1);
      }
    },
    isOpen: () => mode !== "text" || depth > 0 || last === "<",
    isInJsonString: () => isJson && inString,
    wordLength: () => word,
  };
}

const sign = /[<(]/g;

function nextSign(text: string, from: number): number {
  sign.lastIndex = from;
  return sign.exec(text)?.index ?? text.length;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13 && code !== 11);
}

/** `a < b`, `i <5` and `x <= y` open no tag; inside a link's brackets everything does. */
function opensTag(character: string, inLink: boolean): boolean {
  return inLink || /[A-Za-z/!?]/.test(character) || !/[\s\d=<>()-]/.test(character);
}

const openings: readonly RegExp[] = [
  /[\\/]{2}|\]\(|\\u00/,
  /\bwww\.|\b(?:mailto|data|javascript|tel|sms):/i,
  /\.(?:[a-z\u0080-\uffff]{2,24}|xn--[a-z\d-]{1,59})\.?(?::\d{1,5})?[/?#\\]/i,
  /\.\d{1,3}(?::\d{1,5})?[/?#\\]|[\w\]]:\d{2,5}[/?#\\]/,
];

/** Whether a word, up to the place in question, is the beginning of a URL: a scheme, two slashes of either kind, or a host and a path. */
export function beginsUrl(word: string): boolean {
  return openings.some((opening) => opening.test(word));
}
