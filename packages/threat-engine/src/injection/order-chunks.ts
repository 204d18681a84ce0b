import { type Sense, senseOf } from "./order-lexicon.ts";
import { meanings } from "./order-meanings.ts";

/** What a run of characters without a space is read as. */
export interface Chunk {
  /** No letter or digit is in it. */
  readonly isSigns: boolean;
  /** The signs before its first letter begin a clause; so do signs alone. */
  readonly opensClause: boolean;
  readonly endsSentence: boolean;
  readonly endsClause: boolean;
  /** Where the signs behind its last letter begin. */
  readonly tail: number;
  /** Its words: several where it is a name in a program, none where it is only signs; but a bar parts the cells of a row. */
  readonly pieces: readonly Piece[];
}

/** A word of a chunk. */
export interface Piece {
  /** Lower case. */
  readonly word: string;
  readonly index: number;
  readonly length: number;
  readonly bits: number;
  readonly sense: Sense;
  /** A part of the name of something in a program. */
  readonly isPart: boolean;
  /** The signs behind it. */
  readonly closing: string;
}

const leading = /^[^\p{L}\p{N}~@./$-]+/u;
const inner = /[\p{L}\p{N}/%]/u;
const endsSentence = /[.!?;]["'`)\]}>*]{0,3}$/;
const endsClause = /[,:)\]>"'`\u201d\u2013\u2014|]$/;
const opensClause = /["'`(<[*#\u201c\u201e>]/;
const onlySigns = /^[^\p{L}\p{N}~$]+$/u;
/** What joins the words of a name in a program. */
const partOfName = /[_(/:=]|\w\.\w/;
const parts = /[\p{L}\p{N}'\u2019]+/gu;
const secretPath =
  /\.(?:ssh|env|aws|netrc|npmrc|pypirc|kube|gnupg|git-credentials)\b|id_rsa|\/etc\/shadow|\/environ\b|credentials|secrets?\b|password|\bprivate|\.(?:pem|key)\b/i;
const sampleFile = /\.env[.-](?:example|sample|template|dist)/i;
const secretName = /(?:^|[A-Z0-9_])(?:TOKEN|KEY|SECRET|PASSWORD|PAT)(?:S|_|$)/;
const programFile = /\.(?:sh|py|exe|ps1|bat|pkg|dmg|jar|bin)\b/i;
const site =
  /^[\w-]{2,40}(?:\.[\w-]{2,40}){0,2}\.(?:com|net|org|io|dev|xyz|example|app|ru|de|fr|es|it|br|cn|jp)(?:\/|$)/i;
const code = /\b(?:exec|eval|urlopen|system)\(|base64/;
const home = /^~\/[A-Z]/;
const address = /[\w.+-]@[\w-]+\.[a-z]/i;

/** Signs of what is no word: where something lies or goes to, and programs. */
function signBits(text: string): number {
  let bits = 0;
  if (text.includes("://")) bits |= meanings.place | (programFile.test(text) ? meanings.program : 0);
  else if (address.test(text) || site.test(text)) bits |= meanings.place;
  else if (programFile.test(text)) bits |= meanings.program;
  if (secretPath.test(text) && !text.includes("://") && !sampleFile.test(text)) bits |= meanings.secret;
  if (secretName.test(text)) bits |= meanings.secret;
  if (/^[$\u20ac\u00a3]\d/.test(text)) bits |= meanings.money;
  if (text.includes("authorized_keys")) bits |= meanings.right;
  if (code.test(text)) bits |= meanings.program;
  if (home.test(text)) bits |= meanings.personal;
  if (/^cve-/i.test(text)) bits |= meanings.fact;
  return bits;
}

/** Reads a run of characters without a space. */
export function readChunk(whole: string): Chunk {
  if (onlySigns.test(whole)) return readSigns(whole);
  const head = leading.exec(whole)?.[0].length ?? 0;
  const core = withoutClosing(whole.slice(head));
  const tail = head + core.length;
  const bits = signBits(core);
  const found = [...core.matchAll(parts)];
  const isOne = bits !== 0 || found.length <= 1 || senseOf(core.toLowerCase()).bits !== 0;
  const pieceOf = (raw: string, index: number): Piece => {
    const word = raw.toLowerCase().replaceAll("\u2019", "'");
    const sense = senseOf(word);
    return {
      word,
      index,
      length: raw.length,
      bits: sense.bits | bits,
      sense,
      isPart: !isOne && partOfName.test(core),
      closing: index + raw.length === tail ? whole.slice(tail) : "",
    };
  };
  return {
    isSigns: false,
    opensClause: head > 0 && opensClause.test(whole.slice(0, head)),
    endsSentence: endsSentence.test(whole),
    endsClause: endsClause.test(whole),
    tail,
    pieces: isOne ? [pieceOf(core, head)] : found.map(({ 0: piece, index }) => pieceOf(piece, head + index)),
  };
}

function readSigns(whole: string): Chunk {
  const bar = {
    word: whole,
    index: 0,
    length: whole.length,
    bits: 0,
    sense: senseOf(whole),
    isPart: false,
    closing: "",
  };
  return {
    isSigns: true,
    opensClause: true,
    endsSentence: false,
    endsClause: false,
    tail: whole.length,
    pieces: whole === "|" ? [bar] : [],
  };
}

/** A chunk without the signs behind its last letter. */
function withoutClosing(chunk: string): string {
  let end = chunk.length;
  while (end > 0 && !inner.test(chunk[end - 1] ?? "")) end -= 1;
  return chunk.slice(0, end);
}
