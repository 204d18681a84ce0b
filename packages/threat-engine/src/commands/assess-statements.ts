import { isPassingName, namesProduction } from "./passing-names.ts";

/** Tables that hold nothing but what is made again. */
const passingTable = /(?:^|_)(?:cache[ds]?|sessions?|tmp|temp|stage|staging|stg|scratch)(?:_|$)/i;
/** Options whose value is the place of a database. */
const placeOption = /^(?:-h|--host|-u|--uri|--url|-d|--dbname|--database|-D)$/;
const placeGiven = /^(?:-h|--(?:host|uri|url|dbname|database)=)(.{1,300})$/;
const otherOption = /^(?:-[A-Za-z]|--[\w-]{1,40})$/;

/** 0–100: how surely statements for a database take away all of it, or all of a table. */
export function assessStatements(args: readonly string[]): number {
  const text = args.join(" ");
  if (writtenDrops.some(([first, second]) => isFollowed(text, first, second))) return 80;
  // Words between quotes are data, comments are nothing, and each option that gives a statement begins one.
  const masked = text
    .replace(/'[^'\n]{0,200}'/g, "''")
    .replace(/--\s[^\n;]*/g, " ")
    .replace(/\/\*[^*]*\*\//g, " ");
  const statements = masked.split(/;|\s(?:-[ceqQ]|--(?:command|eval|execute|query))[=\s]/);
  if (areTakenBack(statements)) return 0;
  const place = { passes: isPassingPlace(args), made: masked };
  return statements.reduce((most, statement) => Math.max(most, assessStatement(statement, place)), 0);
}

/** Whether all that is done is undone at the end. What a server keeps all the same, or before that, is not. */
function areTakenBack(statements: readonly string[]): boolean {
  const given = statements.filter((statement) => /\w/.test(statement));
  return (
    /\bbegin\s{0,4}$/i.test(given[0] ?? "") &&
    /^\s{0,4}rollback\b\W{0,4}$/i.test(given.at(-1) ?? "") &&
    !given.slice(1, -1).some((statement) => /\b(?:commit|end|rollback|truncate|drop|create|alter)\b/i.test(statement))
  );
}

/** Statements that write others, one for each table there is. */
const writtenDrops: readonly (readonly [first: RegExp, second: RegExp])[] = [
  [
    /["'](?:drop|truncate)\s{1,4}(?:table|schema|database)\b/i,
    /\b(?:pg_tables|information_schema|sqlite_master|all_tables|sys\.tables)\b/i,
  ],
  [/getCollection(?:Names|Infos)\(\)/i, /\bdrop(?:Collection)?\(/i],
  [/listDatabases/i, /dropDatabase\(/i],
];
/** How far behind the first the second ends. */
const reach = 240;

/** What stands behind the first match. */
function behind(text: string, first: RegExp): string | undefined {
  const found = first.exec(text);
  return found === null ? undefined : text.slice(found.index + found[0].length);
}

function isFollowed(text: string, first: RegExp, second: RegExp): boolean {
  return text
    .split(first)
    .slice(1)
    .some((rest) => second.test(rest.slice(0, reach)));
}

interface Place {
  /** Whether the database is made to be thrown away, or that of this machine. */
  readonly passes: boolean;
  /** All statements. */
  readonly made: string;
}

/** So many words are looked at for a name that excuses: long calls are hostile. */
const mostPlaces = 64;

/** Whether the arguments name a database that is made to be thrown away, or one on this machine, and none that others live on. */
function isPassingPlace(args: readonly string[]): boolean {
  if (namesProduction(args.join(" "))) return false;
  return args.slice(0, mostPlaces).some((word, index) => {
    const before = args[index - 1] ?? "";
    const given = placeGiven.exec(word)?.[1];
    if (given === undefined && (word.startsWith("-") || (otherOption.test(before) && !placeOption.test(before))))
      return false;
    const place = given ?? word;
    return !/[\s;'"(]/.test(place) && (place === ":memory:" || isPassingName(place));
  });
}

function assessStatement(line: string, { passes, made }: Place): number {
  // What is only explained is not done.
  if (/\bexplain\s{1,4}(?:verbose\s{1,4})?(?:select|delete|update|insert|with)\b/i.test(line)) return 0;
  if (/\bdrop\s{1,4}(?:database|schema|keyspace)\b|dropDatabase\(/i.test(line)) {
    if (dropsPassing(line) && line.split(/\bdrop\b/i).length === 2) return 45;
    return passes && !/\bdrop\s{1,4}(?:database|keyspace)\b/i.test(line) ? 55 : 80;
  }
  const dropped = behind(line, /\bdrop\s{1,4}table\s{1,4}/i);
  if (dropped !== undefined) {
    const [isAsked = ""] = /^if\s{1,4}exists\s{1,4}/i.exec(dropped) ?? [];
    const [table = ""] = /^[\w."`[\]]{1,120}/.exec(dropped.slice(isAsked.length)) ?? [];
    const rest = dropped.slice(isAsked.length + table.length);
    const isWhole = isAsked === "" || /,|\bcascade\b/i.test(rest);
    return !isWhole || passes || isPassingTable(table) || isMadeAgain(table, made) ? 62 : 80;
  }
  const [, emptied] =
    /\btruncate\s{1,4}(?:table\s{1,4})?(?:only\s{1,4})?([a-z_"`[][\w."`[\]]{0,120})/i.exec(line) ?? [];
  if (emptied !== undefined) return passes || isPassingTable(emptied) ? 55 : 80;
  if (line.includes(".drop()") || isFollowed(line, /\bdrop\s{1,4}user\s/i, /\bcascade\b/i)) return passes ? 55 : 80;
  if (/\.(?:deleteMany|remove)\(\s{0,2}(?:\{\s{0,2}\})?\s{0,2}\)/i.test(line)) return passes ? 55 : 80;
  if (/\bflush(?:all|db)\b/i.test(line)) return 62;
  if (isNarrowed(line)) return 0;
  const [, cleared] = /\bdelete\s{1,4}from\s{1,4}(?:only\s{1,4})?([\w."`[\]]{1,120})/i.exec(line) ?? [];
  if (cleared !== undefined) return passes || isPassingTable(cleared) ? 52 : 80;
  if (!/\bupdate\s{1,4}[\w."`]{1,60}\s{1,4}set\s/i.test(line)) return 0;
  const setsRights = isFollowed(line, /\bset\s/i, /\b(?:password|passwd|pass_?hash|role|is_admin)\w{0,10}\s{0,4}=/i);
  return setsRights && !passes ? 80 : 55;
}

/** Whether a condition leaves rows as they are; one that is always true leaves none. */
function isNarrowed(line: string): boolean {
  if (/\blimit\b|\busing\b|\bjoin\b/i.test(line)) return true;
  const condition = behind(line, /\bwhere\s{1,4}/i);
  return (
    condition !== undefined &&
    condition !== "" &&
    !/^\(?\s{0,4}(?:(\d{1,6})\s{0,4}=\s{0,4}\1|true|1|''\s{0,4}=\s{0,4}''|\d{1,6}\s{0,4}[<>]=?\s{0,4}\d{1,6}|\w{0,20}id\s{1,4}is\s{1,4}not\s{1,4}null|\w{0,20}id\s{0,4}(?:>=?|!=|<>)\s{0,4}-?[01])\s{0,4}\)?\s{0,4}["']?\s{0,4}$/i.test(
      condition,
    )
  );
}

function isPassingTable(name: string): boolean {
  return !namesProduction(name) && (passingTable.test(name) || isPassingName(name));
}

/** Whether the same statements make the table that they drop. */
function isMadeAgain(table: string, statements: string): boolean {
  const names = [
    ...statements.matchAll(/\bcreate\s{1,4}table\s{1,4}(?:if\s{1,4}not\s{1,4}exists\s{1,4})?([\w."`[\]]{1,120})/gi),
  ];
  return names.some(([, name]) => name?.toLowerCase() === table.toLowerCase());
}

const beforeDatabase = /\bdrop\s{1,4}(?:database|schema)\s{1,4}(?:if\s{1,4}exists\s{1,4})?/i;

/** Whether the line drops a database that a test made, and no other in a list with it. */
function dropsPassing(line: string): boolean {
  const [, rest = ""] = line.split(beforeDatabase, 2);
  const [, name = "", next] = /^["`[]?(\w{1,80})["`\]]?\s{0,4}(,?)/.exec(rest) ?? [];
  return next === "" && isPassingName(name);
}
