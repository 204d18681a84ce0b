/**
 * How usual one letter behind another is in English prose and in the names of programs: row and column are letters, the digit is five more
 * than the bits by which the pair is likelier there than among random letters. Counted in benign training texts.
 */
const pairTable = [
  "05650250503667050767433241",
  "73327001640730720652610050",
  "60306107506640820547500020",
  "63358321713431720552430440",
  "53564431301557254776244630",
  "70106510800532710634700030",
  "50118145700425650653510031",
  "70208000700233751526600030",
  "43555550001658741567140203",
  "60007000400001721190602000",
  "62348661701434520364403020",
  "72258420701732630155530040",
  "75268020600452670053400020",
  "60676470503224530167440020",
  "34552441324568550755645210",
  "70237015504631750756500150",
  "30020000200520000040903000",
  "61448240704445720556531050",
  "50537225603322551268512140",
  "61427207700321640665502250",
  "46446240500667050777000100",
  "70109030800011500040300000",
  "72316006701216710762103000",
  "70506101600230280128000340",
  "53435220501566870366302001",
  "71228215700432610132601054",
];
const pairBits = Int8Array.from(pairTable.join(""), (digit) => 5 - Number(digit));

/** Bits that a change between letters and digits tells: names change seldom, random characters all the time. */
const bitsOfChange = 1.5;
const letters = 26;

/** A letter's number from 0 on, whatever its case; -1 for anything else. */
function letterAt(text: string, index: number): number {
  const code = text.charCodeAt(index) | 32;
  return code >= 97 && code <= 122 ? code - 97 : -1;
}

function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function isUpperAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 65 && code <= 90;
}

/**
 * Bits of evidence that the characters were drawn at random and not chosen by a person: some 22 for 16 random letters and digits, 8 or more
 * for nearly all of them, below 0 for words and names. Only ASCII letters and digits tell anything.
 */
export function randomnessOf(text: string): number {
  let bits = 0;
  for (let index = 1; index < text.length; index += 1) {
    const before = letterAt(text, index - 1);
    const letter = letterAt(text, index);
    if (before >= 0 && letter >= 0) {
      // Names begin each word with a capital: that pair is of two words.
      if (isUpperAt(text, index) && !isUpperAt(text, index - 1)) continue;
      bits += pairBits[before * letters + letter] ?? 0;
    } else if ((before >= 0 && isDigitAt(text, index)) || (letter >= 0 && isDigitAt(text, index - 1)))
      bits += bitsOfChange;
  }
  return bits;
}
