import type { Match, RuleInfo } from "../rule.ts";

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
  ...["select char", "select null", "(select", "select @@", "case when", "procedure analyse", "/*!", "rlike", "unhex("],
];

const before = 96;
const after = 192;
const mostLooks = 64;
const reportedFrom = 3;

/** A sign, and what it adds. */
type Sign = readonly [weight: number, shape: RegExp];

/** Signs of breaking out: at least one is needed. */
const strong: readonly Sign[] = [
  // A quote or bracket closes a value, and logic goes on.
  [
    2,
    /['"`)][ \t+]{0,4}\)?[ \t+]{0,4}(?:\b(?:or|and|xor|union|having|order by|group by|like|rlike|procedure)\b|\|\||&&)/i,
  ],
  // A comparison of constants.
  [
    2,
    /(?:\b(?:or|and|xor|having|where|when|not)\b|\|\||&&|[(!~])[ (+!~]{0,6}(?:['"]\w{0,20}['"]|-?\d{1,6}|true|null)[ )]{0,4}(?:=|<|>|like|is|between|in)/i,
  ],
  [3, /\bunion\b[\s+/*!(0-9]{1,20}(?:all|distinct)?[\s+/*!(0-9]{0,20}\bselect\b/i],
  [
    3,
    /(?:^|[\s'"),=(+*/|&-])(?:sleep|benchmark|pg_sleep|dbms_pipe\.receive_message|dbms_lock\.sleep)[ ]{0,2}\([ ]{0,2}\d/i,
  ],
  [3, /\bwaitfor[\s+]{1,4}(?:delay|time)\b|\bprocedure[ ]{1,4}analyse\b|\b(?:rlike|regexp)[ (]{1,4}select\b/i],
  [
    3,
    /\b(?:extractvalue|updatexml|load_file)[ ]{0,2}\(|\binto[ ]{1,4}(?:out|dump)file\b|\butl_(?:http|inaddr)\.|\bsp_oa\w{3,12}|\bxp_(?:cmdshell|reg\w{3,20}|dirtree)/i,
  ],
  [
    2,
    /['");\d][ \t]{0,4};[ \t]{0,4}(?:drop|insert|update|delete|exec(?:ute)?|shutdown|declare|create|alter|grant|select|waitfor|begin|if|truncate)\b/i,
  ],
  // A value that ends in a comment.
  [3, /\w['")]{1,3}[ \t]{0,4}(?:--|#|\/\*|;%00)[ +-]{0,4}(?:$|\n)|^['")]{1,3}[ \t]{0,4}(?:--|#|\/\*)/],
];

/** Signs that are ordinary in SQL, and telling beside a strong one. */
const weak: readonly Sign[] = [
  [
    2,
    /\b(?:information_schema|sysobjects|syscolumns|sysusers|pg_catalog|all_tables|msysaccessobjects)\b|\bmysql\.user\b|@@(?:version|hostname|datadir|basedir)/i,
  ],
  [2, /\b(?:ascii|ord|bin|hex)[ ]{0,2}\([ ]{0,2}(?:lower\()?(?:substr(?:ing)?|mid|\(?[ ]{0,2}select)\b/i],
  [2, /\([ ]{0,2}select\b/i],
  [1, /\bselect\b[^;\n]{1,90}\bfrom\b/i],
  [
    1,
    /\b(?:substr(?:ing)?|mid|concat|concat_ws|group_concat|unhex|version|database|user|current_user|if|ifnull|nullif|convert|cast|count|len|length|exists|char|chr)[ ]{0,2}\(/i,
  ],
  [1, /\/\*[^*\n]{0,20}\*\/|\/\*!|\b0x[0-9a-f]{4,40}|%(?:27|20|23|2d)|'[ ]{0,2}(?:\+|\|\|)[ ]{0,2}'/i],
  [1, /(?:--|#|\/\*)[ +-]{0,4}(?:$|\n)/],
  [1, /\bcase[ ]{1,4}when\b|\bis[ ]{1,4}(?:not[ ]{1,4})?null\b|\border[ ]{1,4}by[ ]{1,4}\d/i],
  [1, /^[ ]{0,4}(?:-?\d{1,10}|['"%]|\w{1,20}['"])/],
];

/** Whole statements and programs that hold SQL: what is written there is meant to be SQL. */
const ordinary =
  /(?:^|\n|["'`(=])[ \t]{0,40}(?:select\b[^;]{1,200}\bfrom\b|insert into\b|update \w{1,60} set\b|delete from\b|create (?:table|view|index)\b|with \w{1,40} as)|\b(?:const|let|var|def|return|import|function|class|if \(|elif|print\()/i;

/** Looks at the places where signs stand; 64 looks at most. Places are ends of signs, in order. */
export function findSqlInjections(text: string, places: readonly number[]): readonly Match[] {
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
    const total = sure + (sure === 0 ? 0 : weigh(weak, window)) - (ordinary.test(window) ? 4 : 0);
    if (sure >= 2 && total >= reportedFrom) found.push({ start, end, score: Math.min(70, 40 + 3 * total) });
  }
  return found;
}

function weigh(signs: readonly Sign[], window: string): number {
  return signs.reduce((sum, [weight, shape]) => sum + (shape.test(window) ? weight : 0), 0);
}
