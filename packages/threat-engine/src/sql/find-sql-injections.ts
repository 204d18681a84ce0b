import type { Match, RuleInfo } from "../rule.ts";
import { breaksOut } from "./breaks-out.ts";
import { sqlShape } from "./sql-shape.ts";

/** SQL where a value should stand. Report-only: the built-in policy logs it, since programmers talk about SQL all day. */
export const sqlRule: RuleInfo = {
  id: "sql.injection",
  category: "sql_injection",
  severity: "low",
  explanation: "The text looks like a value that ends an SQL string and goes on with SQL of its own.",
};

/** Signs that make a place worth a look. */
export const sqlLiterals: readonly string[] = [
  ...["' or", "'or", '" or', '"or', ") or", ")or", "' and", "'and", '" and', ") and", "'||", "' ||", "'&&", "' &&"],
  ...["' xor", "'xor", "' union", "'union", ") union", "' having", "' group by", "' order by", "' like", "'='", "' ="],
  ...["union select", "union all", "union distinct", "union/*", "union(", "union+", "union%", "union\n"],
  ...["'--", "' --", '"--', ")--", "'#", "' #", '"#', "'/*", "' /*", ";--", "; --", "1--", "1 --", "1=1", "1 = 1"],
  ...["or 1", "or '", "and 1", "and '", "or true", "or(", "and(", "or not", "having 1", "where 1", "or sleep", "=0--"],
  ...[
    "'; ",
    "';",
    '";',
    "');",
    "; drop",
    ";drop",
    "; exec",
    ";exec",
    "; shutdown",
    ";shutdown",
    "; waitfor",
    ";declare",
  ],
  ...["sleep(", "benchmark(", "waitfor", "pg_sleep", "information_schema", "xp_cmd", "xp_reg", "xp_dir", "sp_oa"],
  ...["@@version", "load_file", "outfile", "dumpfile", "extractvalue", "updatexml", "sysobjects", "syscolumns"],
  ...[
    "utl_http",
    "utl_inaddr",
    "dbms_pipe",
    "dbms_lock",
    "ascii(",
    "substring(",
    "substr(",
    "ord(mid",
    "char(",
    "chr(",
  ],
  ...[
    "[$",
    '"$or',
    '"$nor',
    '"$ne',
    '"$gt',
    '"$regex',
    '"$exists',
    '"$nin',
    "$where",
    "; return",
    ";return",
    "openrowset",
    "opendatasource",
  ],
  ...["bulk insert", "immediate '", "program '", "mysql.user", "pg_shadow", "sys.user$", "logins"],
  ...["select char", "select null", "(select", "select @@", "case when", "procedure analyse", "/*!", "rlike", "unhex("],
];

const before = 96;
const after = 192;
const mostLooks = 64;
const reportedFrom = 3;
/** A longer text, however it is read, is no value. */
export const longestSqlValue = 512;

/** A sign, and what it adds. */
type Sign = readonly [weight: number, shape: RegExp];

/** Signs of breaking out: at least one is needed. */
const strong: readonly Sign[] = [
  // A quote or bracket closes a value, and logic goes on.
  [2, /['"][ )\t+]{0,3}(?:union|having|order by|group by|like|rlike|procedure)\b/i],
  [
    2,
    /['"][ )\t+]{0,3}(?:or|and|xor)\b[ (\t+]{0,3}(?:['"\d@(%-]|(?:not|true|false|exists|select|if|case)\b)|['"][ )\t+]{0,3}(?:or|and|xor)\b[ (\t+]{0,3}[\w.]{1,40}(?:\(| ?[=<>!*/|&^+'"-]| (?:like|is|in|between|rlike|regexp)\b)/i,
  ],
  [2, /['"][ )\t+]{0,3}(?:\|\||&&)/],
  // A comparison of constants.
  [2, /\b(?:or|and|xor|having)[ ('"]{1,3}\w{1,12}['"]?[ ]?[=<>][ ]?['"]?\w/i],
  [2, /\b(?:or|and|xor|having)[ ('"]{1,3}\w{1,12}['"]?[ ](?:like|is|between|in)[ ]['"(]/i],
  [3, /\bunion\b[\s+/*!(]{1,12}(?:(?:all|distinct)[\s+/*!(]{1,12})?select\b/i],
  [2, /\bunion\b[\s+/*!(]{1,12}(?:all|distinct)\b(?![\s+/*!(]{1,12}select\b)/i],
  // Something is always as large as itself: in a whole statement too it was put there.
  [4, /\bor[ (]{1,3}(?:(\d{1,6}) ?= ?\1|(['"])(\w{1,12})\2 ?= ?\2\3)(?!\w)/i],
  // Where databases keep passwords.
  [4, /\bfrom (?:mysql\.user|pg_shadow|sys\.user\$|(?:master\.\.|sys\.)?(?:syslogins|sysxlogins|sql_logins))(?!\w)/i],
  // An operator of MongoDB as the key of a parameter, or beside a name that guards a door; a script for its server.
  [3, /\w\[\$(?:ne|n?in|[gl]te?|regex|exists|where|or|not)\]\s?[=:[]/],
  [
    3,
    /"(?:user(?:name)?|login|e?mail|pass(?:word)?|pwd|token)"\s?:\s?\{\s?"\$(?:ne|gte?|regex|exists|nin)"\s?:\s?(?:null|""|0|-1|true|\[\]|"\.\*"|"\^")/i,
  ],
  [3, /"\$(?:or|nor|and)"\s?:\s?\[\s?\{\s?\}/],
  [3, /['"]\s?;\s?return\b[^\n]{0,40}(?:\/\/|['"]$)|\$where['"]?\s?:\s?['"][^'"\n]{0,20}(?:this\.|==|sleep\()/],
  [3, /\b(?:openrowset|opendatasource)\(|\bbulk insert \w{1,40} from\b|\bexecute immediate '|\bto program '/i],
  [3, /(?<![.\w]|\n[ \t]{0,24})(?:sleep|benchmark|pg_sleep|receive_message)[ ]{0,2}\([ ]{0,2}\d/i],
  [3, /\bwaitfor[ +]{1,4}(?:delay|time)\b|\bprocedure[ ]{1,4}analyse\b|\brlike[ (]{1,4}select\b/i],
  [3, /\b(?:extractvalue|updatexml|load_file)[ ]{0,2}\(|\binto[ ]{1,4}(?:out|dump)file\b/i],
  [3, /\butl_(?:http|inaddr)\.|\bsp_oa[a-z]|\bxp_(?:cmdshell|reg|dirtree)/i],
  [
    2,
    /['");\d][ \t]{0,3};[ \t]{0,3}(?:drop|insert|update|delete|exec|shutdown|declare|create|alter|grant|select|waitfor|begin|if|truncate)\b/i,
  ],
  // A value that ends in a comment.
  [3, /\w['")]{1,3}[ \t]{0,3}(?:--|#|\/\*|;%00)[ +-]{0,3}(?:$|\n)/],
  [3, /^['")]{1,3}[ \t]{0,3}(?:(?:--|#)(?![\w-])|\/\*)/],
];

/** Signs that are ordinary in SQL, and telling beside a strong one. */
const weak: readonly Sign[] = [
  [2, /\b(?:information_schema|sysobjects|syscolumns|sysusers|pg_catalog|all_tables|msysaccessobjects)\b/i],
  [2, /\bmysql\.user\b|@@(?:version|hostname|datadir|basedir)/i],
  [2, /\b(?:ascii|ord|bin|hex)[ ]{0,2}\([ ]{0,2}(?:lower\()?(?:substr|substring|mid|\(?select)\b/i],
  [2, /\([ ]{0,2}select\b/i],
  [1, /\bfrom[ ]{1,4}\w/i],
  [
    1,
    /\b(?:substr|substring|mid|concat|concat_ws|group_concat|unhex|version|database|user|if|ifnull|convert|cast|count|len|length|exists|char|chr)[ ]{0,2}\(/i,
  ],
  [1, /\/\*[^*\n]{0,20}\*\/|\/\*!|\b0x[0-9a-f]{4}|%(?:27|20|23|2d)/i],
  [1, /'[ ]{0,2}(?:\+|\|\|)[ ]{0,2}'/],
  [1, /(?:--|#|\/\*)[ +-]{0,3}(?:$|\n)/],
  [1, /\bcase[ ]{1,4}when\b|\bis[ ]{1,4}null\b|\border[ ]{1,4}by[ ]{1,4}\d/i],
  [1, /^[ ]{0,4}(?:-?\d{1,10}|['"%]|\w{1,20}['"])/],
];

/** Whole statements and programs that hold SQL: what is written there is meant to be SQL. */
const ordinary: readonly RegExp[] = [
  /(?:^|[\n"`=])[ ]?(?:with \w{1,40} as|select|insert into|update|delete from|create table|create view)\b/i,
  /\b(?:const|let|var|def|return|import|function|class|elif|else|await|raise|throw|self|this)\b|\bif \(|\bprint\(|===|=>|\$\{|os\.environ|^ {0,6}\d{1,5}\t/m,
];

/** Reads a short text as the value of a query, and any where signs stand, 64 looks at most. Places are ends of signs, in order. */
export function findSqlInjections(
  text: string,
  { places, isShort }: { readonly places: readonly number[]; readonly isShort: boolean },
): readonly Match[] {
  if (isShort && joinsStrings.test(sqlShape(text, ""))) return [];
  if (isShort && breaksOut(text)) return [{ start: 0, end: text.length, score: 60 }];
  const found: Match[] = [];
  let reached = -1;
  let looks = 0;
  for (const place of places) {
    if (place <= reached) continue;
    looks += 1;
    if (looks > mostLooks) break;
    const start = Math.max(0, place - before);
    const end = Math.min(text.length, place + after);
    reached = place + after / 2;
    const window = text.slice(start, end);
    const sure = weigh(strong, window);
    if (sure < 2) continue;
    const total = sure + weigh(weak, window) - (ordinary.some((shape) => shape.test(window)) ? 4 : 0);
    if (total >= reportedFrom) found.push({ start, end, score: Math.min(70, 40 + 3 * total) });
  }
  return found;
}

/** Whole strings with a word between them and nothing compared: names in a sentence, as in `'yes' or 'no'`. */
const joinsStrings = /^[nB]{0,4}s&s[nC]*;?$|^Bnos(?:&nos)*;?$/;

function weigh(signs: readonly Sign[], window: string): number {
  return signs.reduce((sum, [weight, shape]) => sum + (shape.test(window) ? weight : 0), 0);
}
