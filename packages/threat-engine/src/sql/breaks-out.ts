import { sqlShape } from "./sql-shape.ts";

/** Nothing without any of these goes on as SQL. */
const mayBreakOut = /['"`();=#|&-]|\/\*|\bunion\b|\bor\b|\band\b/i;

/** Signs in a shape that need no company. */
const query = /U[k(]*E|[1s)]\(*[o&]\(+E/;
const attackCall = /F\(/;
/** A statement behind a semicolon, by its first words. */
const stacked =
  /; ?(?:drop (?:table|database|view|user|schema|index)|insert into|delete from|update \w{1,40} set|exec|shutdown|declare @|create (?:table|user|or|function)|alter (?:table|user|database)|truncate table|waitfor |select |grant |if ?\(|call )/i;

/** What goes on behind a value in quotes. */
const afterQuote: readonly RegExp[] = [
  // Logic, with a comparison, a truth value, a call, a query or a comment behind it.
  /^s\)*&[(!]*(?:[1svn]\)*(?:!?o|&|c|$)|t|f\(|E|k)/,
  /^s\)*(?:o|!o)[(!]*(?:[1stvf]|n\(|E|[on]s?c|o)/,
  /^s\)*B/,
  /^s\)*;?c$/,
  /^s[,)]\(?.*c$/,
];
/** What goes on behind a number. */
const afterNumber: readonly RegExp[] = [
  /^[o(]*[1v]\)*&[(!]*(?:[1svtn]\)*!?o|t|f\(|k\(|E)/,
  /^[o(]*[1v]\)*B(?:k?1|k?\(|n\()/,
  /^[1v]\)*c$/,
  /^[o(]*[1v]\)*o\(+E|^\(+E/,
  /^[o(]*[1v]\)*[o&]f\(/,
];

/** Whether a short text, put where a value of a query stands, would end it and go on as SQL of its own. */
export function breaksOut(text: string): boolean {
  if (text.length < 3 || !mayBreakOut.test(text)) return false;
  const bare = sqlShape(text, "");
  // Three names in a row are prose.
  if (/nnn/.test(bare)) return false;
  const goesOn = (shape: string, signs: readonly RegExp[]): boolean =>
    query.test(shape) || attackCall.test(shape) || signs.some((sign) => sign.test(shape));
  if (stacked.test(text.replace(/\s+/g, " ")) || goesOn(bare, afterNumber)) return true;
  return (["'", '"'] as const).some((quote) => closesValue(text, quote) && goesOn(sqlShape(text, quote), afterQuote));
}

/** Whether the text's first quote is no apostrophe in a word. */
function closesValue(text: string, quote: string): boolean {
  const at = text.indexOf(quote);
  return (
    at >= 0 &&
    !(
      /\w/.test(text[at - 1] ?? "") &&
      /^(?!(?:or|and|x?or|union|having|like|group|order|in|is)\b)[a-z]/i.test(text.slice(at + 1))
    )
  );
}
