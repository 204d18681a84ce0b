import { sqlShape } from "./sql-shape.ts";

/** Three names in a row: what follows them is not read. */
const prose = "nnn";

/** Nothing without any of these goes on as SQL. */
const mayBreakOut = /['"`();=#|&-]|\/\*|\bunion\b|\bor\b|\band\b/i;

/** Signs in a shape that need no company. */
const query = /U[k(]*E|[1s)]\(*[o&]\(+E/;
const attackCall = /F\(/;
/** A statement behind a semicolon, by its first words. */
const stacked =
  /; ?(?:drop (?:table|database|view|user|schema|index)|insert into|delete from|update \w{1,40} set|exec|shutdown|declare @|create (?:table|user|or|function|extension)|alter (?:table|user|database)|truncate table|waitfor |select |grant |if ?\(|call )/i;

/** What goes on behind a value in quotes. */
const afterQuote: readonly RegExp[] = [
  // Logic, with a comparison, a truth value, a call, a query or a comment behind it.
  /^s\)*&[(!]*(?:[1sv]\)*(?:!?o|&|c|$)|n\)*(?:!?o|&|c)|t|f\(|E|k)/,
  /^s\)*(?:o|!o)[(!]*(?:[1stvf]|n\(|E|[on]s?c|o)/,
  /^s\)*B/,
  /^s\)*;?c$/,
  /^s[,)]\(?.*c$/,
];
/** What goes on behind a number, or behind whatever stands before the text. */
const afterNumber: readonly RegExp[] = [
  /^\)*&[(!]*(?:1\)*o[(]*1|s\)*os|t\)*c)/,
  /^[o(]*[1v]\)*&[(!]*(?:[1svtn]\)*!?o|t|f\(|k\(|E)/,
  /^[o(]*[1v]\)*B(?:k?1|k?\(|n\()/,
  /^[1v]\)*c$/,
  /^[o(]*[1v]\)*o\(+E|^\(+E/,
  /^[o(]*[1v]\)*[o&]f\(/,
];

/** Whether a short text, put where a value of a query stands, would end it and go on as SQL of its own. */
export function breaksOut(text: string): boolean {
  return isBreakOut(text) || parameterValues(text).some(isBreakOut);
}

/** The values of a query string, as a server reads them: `?id=1+or+1=1`, `q=x' and 'a'='a`. */
function parameterValues(text: string): readonly string[] {
  const query = /^(?:[^\s?]{0,200}\?)?([\w[\]-]{1,40}=\S.*)$/.exec(text)?.[1];
  const values = (query?.split(/&(?=[\w-]{1,40}=)/).slice(0, mostParameters) ?? []).map((pair) =>
    pair.slice(pair.indexOf("=") + 1),
  );
  const isJoined = !/\s/.test(text) && /\w\+|\+['"\w]/.test(text);
  return isJoined ? [text, ...values].map((value) => value.replaceAll("+", " ")) : values;
}

const mostParameters = 16;

function isBreakOut(text: string): boolean {
  if (text.length < 3 || !mayBreakOut.test(text)) return false;
  const bare = sqlShape(text, "", prose);
  if (bare.endsWith(prose)) return false;
  const goesOn = (shape: string, signs: readonly RegExp[]): boolean =>
    query.test(shape) || attackCall.test(shape) || signs.some((sign) => sign.test(shape));
  if (stacked.test(text.replace(/\s+/g, " ")) || goesOn(bare, afterNumber)) return true;
  return (["'", '"'] as const).some((quote) => closesValue(text, quote) && goesOn(sqlShape(text, quote), afterQuote));
}

/** Whether the text's first quote ends a value, no sentence, and is no apostrophe in a word. */
function closesValue(text: string, quote: string): boolean {
  const at = text.indexOf(quote);
  return (
    at >= 0 &&
    !/[a-z]\s+[a-z]+\s/i.test(text.slice(0, at)) &&
    !(
      /\w/.test(text[at - 1] ?? "") &&
      /^(?!(?:or|and|x?or|union|having|like|group|order|in|is)\b)[a-z]/i.test(text.slice(at + 1))
    )
  );
}
