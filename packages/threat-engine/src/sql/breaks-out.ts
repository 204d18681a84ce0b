import { type SqlShape, sqlShape } from "./sql-shape.ts";

/** Three names in a row: what follows them is not read. */
const prose = "nnn";

/** Nothing without any of these goes on as SQL. */
const mayBreakOut = /['"`();=#|&-]|\/\*|union|\b(?:x?or|and|order by|group by|having)\b/i;

/** Signs in a shape that need no company. */
const query = /U[k(]*E|[1s)]\(*[o&]\(+E|[1s)](?:[o&]\(*kk|[o&]T)\(*[1s]\)*o/;
/** Whatever is selected there, no sentence goes so. */
const unionOfValue = /^[^n]{1,12}U[k(]*E/;
/** A call that no query of a program holds; behind a call or a name it stands in a line of its own, as in a program. */
const attackCall = /(?:^|[^)n])F\(/;
/** Behind one of these another statement or condition may stand. */
const joins = /;|\|\||&&|sleep\(/i;
/** A statement behind a semicolon, by its first words. */
const stacked =
  /; ?update \w{1,40} set|; ?(?:drop (?:table|database|view|user|schema|index)|insert into|delete from|exec|shutdown|declare @|create (?:table|user|or|function|extension)|alter (?:table|user|database)|truncate table|waitfor |select (?:[\d@*'"(]|null|user|if|case|\w+ ?\(|[\w.,* ]+ from )|grant |if ?\( ?(?:\d|\(|'|@|select|exists|ascii|substr|len|(?:system_)?user)|call )/i;
/** The same behind nothing but one value and what closes it, where fewer words are enough. */
const stackedBehindValue =
  /^['"]?[-\w.@%]*['")]* ?; ?(?:(?:drop|create|alter|rename|truncate|insert|replace|merge|attach|detach|backup|restore|revoke|grant|load|lock|copy|bulk|declare|prepare|handler|kill|dbcc|reconfigure|vacuum|pragma|comment)\s\w|(?:use|set|begin|call|exec(?:ute)?|select|update|delete|print|show|analy[sz]e|explain|desc(?:ribe)?|do) [\w@*'"(]|(?:shutdown|commit|rollback|reconfigure)\b)/i;
/** Two numbers are compared beside a condition. */
const constantLogic =
  /(?:(?<![a-z_])(?:x?or|and)(?![a-z_])|&&|\|\|)[\s(!~+-]{0,6}\d{1,9}[\s)]{0,4}(?:<=>|[<>!]?=|<>|[<>]|like\s)[\s(+-]{0,6}\d/i;
/** JavaScript behind a string, where a server of documents runs it. */
const script =
  /^[^'"\s]{0,20}['"] ?; ?(?:return\b|while ?\()|^[^'"\s]{0,20}['"] ?;? ?sleep\(|^[^'"\s]{0,20}['"] ?(?:\|\||&&) ?this\.|^[^'"\s]{0,20}['"] ?(?:\|\||&&) ?['"\w.]{1,20} ?==/;

/** Constants that are compared or selected beside a condition of a whole query. */
const brokenStatement = /&[!(]*(?:1\)*o1(?!o)|s\)*os(?!o))|(?:kk|T)\(*(?:1o1|sos)|B[^BU]*U[k(]*E[1stv](?:,[1stv])+/;
/** A line of a program: what stands in its quotes is no value. */
const program =
  /^[ \t]*(?:(?:const|let|var|return|import|export|from|def|class|elif|else|await|async|raise|throw|assert|function|public|private|static)\b|(?:for|while|switch|catch|print|console\.\w{1,8}|self\.\w{1,40}|this\.\w{1,40})\s?\(|if \(.*\)\s?\{?$|[}\])]|#\s?(?:include|define)|\/\/)|[\w)]\s?(?:=>|[!=]==)|\$\{|\bself\.|[\])]:$/m;

/** What goes on behind a value in quotes. */
const afterQuote: readonly RegExp[] = [
  // Logic, with a comparison, a truth value, a call, a query or a comment behind it.
  /^s\)*&[(!]*(?:[1sv]\)*(?:!?o|&|c|$)|n\)*(?:!?o|&|c)|t|f\(|E|k)/,
  /^s\)*(?:o|!o)[(!]*(?:[1stvf]|n\(|E|[on]s?c|o|n&|no(?:[s1(&c]|$))/,
  /^s\)*B/,
  /^s\)*;?c$/,
  /^s[,)]\(?.*c$|^s,\(+E/,
];
/** What goes on behind a number, or behind whatever stands before the text. */
const afterNumber: readonly RegExp[] = [
  /^\)*&[(!]*(?:1\)*o[(]*1|s\)*os|t\)*c)/,
  /^(?:[o(]*[1v])?\)*&(?:[^n;]*\(E|\(*[1v]\)*B.*f\()/,
  /^[o(]*[1v]\)*&[(!]*(?:[1svtn]\)*!?o|t|f\(|k\(|E)/,
  /^[o(]*[1v]\)*B(?:k?1|k?\(|n\(|kn.*[Bc])/,
  /^[1v](?:o1){0,4}\)*;?c$|^[o(]*[1v](?:o1){0,4}\)*U[cC]?$/,
  /^[o(]*[1vt]\)*o\(+E|^\(+E|^\([^;{}]*\)c$/,
  /^[o(]*[1v]\)*[o&]f\(/,
  /^1\)*&[1t]\)*c/,
  // The same behind a word.
  /^n\)*&[!(]*(?:1\)*o\(*f\(|f\(+E|f\(f|t\)*c|n\)*o!?[t1]\)*c)|^n\)*&[!(]*\(E|^n\)+B|^n\)*B(?:1\)*c|\(*f\()/,
  // Behind a value of a list.
  /^(?:1|n{1,2}),\(+E/,
];

/** What, standing alone, is a value only of somebody who tries what a server does with it. */
const probes: readonly RegExp[] = [
  // A clause of constants: what stands before it is the server's own query.
  /^(?:order by \d{1,3}|having \d{1,4} ?= ?\d{1,4}|(?:x?or|and) (?:not )?(?:true|false)|\(?\|\| ?\d{1,4}\)?) ?(?:--|#|\/\*|;)?[ +-]?$/i,
  /^(?:x?or|and) (\w{1,12}) ?= ?\1 ?(?:--|#)?$/i,
  /^@@\w{4,20}$/,
  // A quote, or text that begins with one, written as a number.
  /^(?:n?char|chr)\( ?(?:0x2[27]|3[49]) ?\)$|^0x2[27][0-7][0-9a-f][0-7][0-9a-f][0-7][0-9a-f][0-9a-f]*$/i,
  // An operator of MongoDB without the field that it is for.
  /^\{ ?"?\$where"? ?:/,
  /^\[\$(?:ne|n?in|[gl]te?|regex|exists)\]=|^\{ ?"?\$(?:ne|[gl]te?|regex)"? ?: ?(?:""|null|-?1|0) ?\}$/,
];
/** What no program asks a server, in whatever statement. */
const neverMeant =
  /\bif ?\( ?\d{1,9} ?= ?\d{1,9} ?\) ?(?:select|drop|waitfor)|\bcase when \(?\d{1,9} ?= ?\d{1,9}\)? then|\bexec(?:ute)? (?:master\.\.|sys\.)?(?:xp_\w|sp_(?:makewebtask|oa\w|addlogin|addsrvrolemember|addextendedproc))|\binsert into mysql\.user\b|\binto dumpfile ['"]/i;
/** A condition of numbers behind a word, and what an order of rows is given to tell something else. */
const neverOrdered =
  /^\w+['")]* (?:and|x?or) (?:not )?\d+ (?:between|in)\b|\brlike ?\(+ ?select\b|\bprocedure analyse ?\(|\bif ?\( ?\d+ ?= ?\d+ ?,|^\d{1,9}['")]{0,3} into outfile ['"]/i;
/** A statement that is put together in a variable and run. */
const declares = /\bdeclare @\w/i;
const runsVariable = /\bexec(?:ute)? ?\( ?@/i;

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
  const joined = isJoined ? [text, ...values].map((value) => value.replaceAll("+", " ")) : values;
  return !/\s/.test(text) && /%(?:2[0-9a-f]|3[bd])/i.test(text) ? [...joined, text, ...values].map(unescaped) : joined;
}

/** The value with what is escaped once more, as a server behind another sees it. */
function unescaped(value: string): string {
  return value.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const mostParameters = 16;

function isBreakOut(text: string): boolean {
  if (text.length < 3) return false;
  if (probes.some((probe) => probe.test(text.trim()))) return true;
  if (!mayBreakOut.test(text)) return false;
  const isProbe = neverMeant.test(text) || neverOrdered.test(text) || (declares.test(text) && runsVariable.test(text));
  if (isProbe && !program.test(text)) return true;
  const joined = joins.test(text) ? oneLine(text) : "";
  const hasNext = joins.test(text) && stacked.test(inLines(text));
  if (joined !== "" && (stackedBehindValue.test(joined) || script.test(joined))) return true;
  const bare = sqlShape(text, "", prose);
  if (bare.endsWith(prose)) return unionOfValue.test(bare);
  // Statements one behind the other are a script.
  if (bare.startsWith("T") && !bare.includes("c")) return attackCall.test(bare);
  if (bare.startsWith("E")) return attackCall.test(bare) || hasNext || isBrokenStatement(bare);
  if (program.test(text)) return false;
  if (hasNext || constantLogic.test(text)) return true;
  const goesOn = (shape: string, signs: readonly RegExp[]): boolean =>
    query.test(shape) || attackCall.test(shape) || signs.some((sign) => sign.test(shape));
  if (goesOn(bare, afterNumber)) return true;
  return (["'", '"'] as const).some((quote) => closesValue(text, quote) && goesOn(sqlShape(text, quote), afterQuote));
}

/** Without the comments and breaks that are white space to SQL. */
function oneLine(text: string): string {
  return inLines(text).replace(/\s+/g, " ");
}

/** Without the comments: statements in lines of their own are a script, where no value stands before them. */
function inLines(text: string): string {
  return text.replace(/\/\*[^*!]{0,40}\*\/|[^\S\n]+/g, " ");
}

/** Whether a whole query compares constants beside its condition, or ends in an empty comment behind it: a value in it broke out. */
function isBrokenStatement(shape: SqlShape): boolean {
  return brokenStatement.test(shape) || (shape.endsWith("c") && /[BU]/.test(shape));
}

/** What a program writes before a string: an opening bracket, an operator, a comma. */
const opensString = /(?:[({[=:,+?<]|\b(?:like|the|with|of|to) )\s{0,8}[bfru]{0,2}$/i;
/** A string that stands in a line of its own. */
const wholeLine = /^(["'])[\w./-]{4,80}\1[ \t]*\n/;

/** Whether the text's first quote ends a value, no sentence, and is no apostrophe in a word. */
function closesValue(text: string, quote: string): boolean {
  const at = text.indexOf(quote);
  const before = text.slice(0, Math.max(0, at));
  return (
    at >= 0 &&
    !/[a-z]\s+["'`]?[a-z]+\s|[\u0080-\uffff]\s/i.test(before) &&
    !(opensString.test(before) && /[\w{[]/.test(before)) &&
    !wholeLine.test(text) &&
    !(
      /\w/.test(text[at - 1] ?? "") &&
      /^(?!(?:or|and|x?or|union|having|like|group|order|in|is)\b)[a-z]/i.test(text.slice(at + 1))
    )
  );
}
