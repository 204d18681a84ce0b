/** One program call: its words after quoting is resolved, and where its output or input goes. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** `> file`, `< file` and their kin; `target` is the file, `operator` the sign. */
  readonly redirects: readonly { readonly operator: string; readonly target: string }[];
}

/** Commands joined by pipes. */
export type Pipeline = readonly ShellCommand[];

const deepest = 8;
const mostCharacters = 500_000;
/** Judging a command takes as long as reading this many characters. */
const commandCharacters = 100;

/** How much shell text of one tool call is still read, all layers of quoting together. */
export interface ReadingLimit {
  left: number;
}

/** A fresh limit of 500,000 characters, some 50 ms; each command counts for 100 more. Below 0 it was passed: what was not read is unknown. */
export function readingLimit(): ReadingLimit {
  return { left: mostCharacters };
}

const operator = /\|\||&&|\|&|&>>|&>|>>|>&|>\||<<<|<<|<>|<&|[|;&\n()<>]/y;
/** Characters of a word that mean nothing but themselves. */
const plain = /[^\s|;&()<>'"`$\\]+/y;

/**
 * Splits a POSIX shell text into pipelines, with quoting resolved. Texts of command substitutions, and of `bash -c` are pipelines of their
 * own, appended at the end. Variables are kept as they are written, and so are the backslashes of `C:\\Users` (no shell here has such
 * names). Never throws: what is no shell comes out as odd words, and what passes the limit is not read.
 */
export function parseShell(source: string, limit: ReadingLimit, depth = 0): readonly Pipeline[] {
  limit.left -= source.length + commandCharacters;
  if (limit.left < 0) return [];
  const state: ParserState = { pipelines: [], commands: [], words: [], redirects: [], nested: [], pending: undefined };
  for (let index = 0; index < source.length; ) {
    const character = source[index] ?? "";
    if (character === " " || character === "\t" || character === "\r") index += 1;
    else if (character === "\\" && source[index + 1] === "\n") index += 2;
    else if (character === "#" && /[\s;|&]|^$/.test(source[index - 1] ?? "")) index = lineEnd(source, index);
    else {
      operator.lastIndex = index;
      const sign = operator.exec(source)?.[0];
      if (sign === undefined) index = readWord(source, index, state);
      else {
        takeOperator(sign, state);
        index += sign.length;
      }
    }
  }
  endPipeline(state);
  limit.left -= state.pipelines.reduce((sum, commands) => sum + commands.length, 0) * commandCharacters;
  if (limit.left < 0) return [];
  if (depth >= deepest) return state.pipelines;
  return [...state.pipelines, ...state.nested.flatMap((inner) => parseShell(inner, limit, depth + 1))];
}

interface ParserState {
  readonly pipelines: Pipeline[];
  commands: ShellCommand[];
  words: string[];
  redirects: { operator: string; target: string }[];
  readonly nested: string[];
  pending: string | undefined;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

function takeOperator(sign: string, state: ParserState): void {
  if (sign === "|" || sign === "|&") endCommand(state);
  else if (sign.includes(">") || sign.includes("<")) {
    // `2>` and `1>`: the number is no word.
    if (/^\d$/.test(state.words.at(-1) ?? "")) state.words.pop();
    state.pending = sign;
  } else endPipeline(state);
}

function endCommand(state: ParserState): void {
  if (state.words.length > 0 || state.redirects.length > 0)
    state.commands.push({ words: state.words, redirects: state.redirects });
  state.words = [];
  state.redirects = [];
  state.pending = undefined;
}

function endPipeline(state: ParserState): void {
  endCommand(state);
  if (state.commands.length > 0) state.pipelines.push(state.commands);
  state.commands = [];
}

/** Reads one word from `from`. @returns where it ends */
function readWord(source: string, from: number, state: ParserState): number {
  // Looked at in the source: a word that grows by pieces is copied whole by each look into it.
  const hasDrive = /^["']?[A-Za-z]:/.test(source.slice(from, from + 3));
  let word = "";
  let index = from;
  while (index < source.length) {
    plain.lastIndex = index;
    const run = plain.exec(source)?.[0] ?? "";
    word += run;
    index += run.length;
    const character = source[index] ?? "";
    if (character === "'" || character === '"') {
      const end = closingQuote(source, index);
      const inner = source.slice(index + 1, end);
      if (character === '"') for (const nested of substitutions(inner)) state.nested.push(nested);
      word += character === '"' ? inner.replace(/\\(["\\$`])/g, "$1") : inner;
      index = end + 1;
    } else if (character === "`" || (character === "$" && source[index + 1] === "(")) {
      const end = character === "`" ? closingQuote(source, index) : closingBracket(source, index + 1);
      state.nested.push(source.slice(index + (character === "`" ? 1 : 2), end));
      word += source.slice(index, end + 1);
      index = end + 1;
    } else if (character === "\\" && !(hasDrive && /[ \w*]/.test(source[index + 1] ?? ""))) {
      word += source[index + 1] ?? "";
      index += 2;
    } else if (character === "$" || character === "\\") {
      word += character;
      index += 1;
    } else break;
  }
  if (index === from) return from + 1;
  if (state.pending === undefined) state.words.push(word);
  else state.redirects.push({ operator: state.pending, target: word });
  state.pending = undefined;
  return index;
}

/** Index of the closing quote, or the end of the text. */
function closingQuote(source: string, open: number): number {
  const quote = source[open];
  for (let index = open + 1; index < source.length; index += 1) {
    if (source[index] === "\\" && quote !== "'") index += 1;
    else if (source[index] === quote) return index;
  }
  return source.length;
}

function closingBracket(source: string, open: number): number {
  let level = 0;
  for (let index = open; index < source.length; index += 1) {
    if (source[index] === "(") level += 1;
    else if (source[index] === ")") {
      level -= 1;
      if (level === 0) return index;
    }
  }
  return source.length;
}

/** Texts of `$(…)` and backticks inside double quotes. */
function substitutions(inner: string): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < inner.length; index += 1) {
    if (inner[index] === "`") {
      const end = closingQuote(inner, index);
      found.push(inner.slice(index + 1, end));
      index = end;
    } else if (inner[index] === "$" && inner[index + 1] === "(") {
      const end = closingBracket(inner, index + 1);
      found.push(inner.slice(index + 2, end));
      index = end;
    }
  }
  return found;
}

/** The word as a shell reads it back, in quotes where it needs them. */
export function quoteWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
