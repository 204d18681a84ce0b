/**
 * The kinds of a text's tokens, a letter each, as SQL reads it: `s` a string, `1` a number, `n` a name, `v` a variable, `t` a truth value, `&` a
 * logical operator, `!` not, `o` a comparison or calculation, `U` union, `E` select, `T` another statement, `B` a clause that follows a condition, `F` a
 * function that only attacks call so, `f` another function of SQL, `k` other words of SQL, `c` an empty comment, `C` one with words, and brackets, comma and semicolon
 * as they are.
 */
export type SqlShape = string;

const token =
  /\s+|(--[^\n]*|#[^\n]*|\/\*)|('(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.|"")*"?|`[^`]*`?)|(0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+)|(@{1,2}[\w.`]+|:\w+|\$\d+)|([a-z_][\w$.]*)|(\|\||&&|<=>|[<>!:]=|<>|::|[-+*/%=<>&|^~!])|([(),;{}])|[\s\S]/giy;

const words = new Map<string, string>(
  (
    [
      ["&", "and or xor"],
      ["!", "not"],
      ["t", "true false null"],
      ["U", "union intersect except minus"],
      ["E", "select"],
      [
        "T",
        "insert update delete drop create alter truncate exec execute shutdown declare grant merge call waitfor begin if set use handler do",
      ],
      ["B", "having group order limit procedure into where from rlike offset"],
      ["o", "like in is between regexp div mod collate sounds ilike similar glob"],
      [
        "k",
        "all distinct by as on case when then else end exists any some using analyse delay join as outfile dumpfile values escape binary table",
      ],
    ] as const
  ).flatMap(([kind, list]) => list.split(" ").map((word): [string, string] => [word, kind])),
);
const attackFunctions: ReadonlySet<string> = new Set(
  "sleep benchmark pg_sleep load_file extractvalue updatexml waitfor name_const randomblob load_extension lo_import lo_export receive_message gtid_subset gtid_subtract st_latfromgeohash st_longfromgeohash httpuritype xmltype dblink_connect pg_read_file pg_ls_dir query_to_xml database_to_xml sys_eval sys_exec openrowset opendatasource is_srvrolemember".split(
    " ",
  ),
);
/** Packages of databases whose procedures nobody calls in a value. */
const attackPackages = [
  "xp_",
  "sp_",
  "dbms_",
  "utl_",
  "ctxsys.",
  "ordsys.",
  "sys.dbms_",
  "sys.utl_",
  "sys.fn_",
  "master..",
];
const sqlFunctions: ReadonlySet<string> = new Set(
  "ascii ord char chr nchar hex unhex substr substring mid left right lower upper length len char_length concat concat_ws group_concat version database user current_user session_user system_user schema count min max sum avg cast convert coalesce ifnull isnull nullif if iif exists sqrt floor rand md5 sha1 make_set elt field row to_char replace reverse space instr locate position bin conv pi exp abs now db_name host_name object_id col_name quotename row_count last_insert_id connection_id user_name suser_sname polygon geometrycollection json_keys rawtohex decode encode unicode nvl nvl2 nullif to_number to_char trim replicate elt strcmp greatest least interval sysdate curdate uuid last_value stuff patindex charindex dblink xpath regexp_substr chr json_valid json_length json_extract json_depth pg_client_encoding inet_server_addr current_setting current_database".split(
    " ",
  ),
);

/**
 * Reads a text as SQL, from within a string when a quote is given: up to it the text is the value that it should be.
 *
 * @param lastNames - The reading ends where the shape ends with these names.
 */
export function sqlShape(text: string, quote: "" | "'" | '"', lastNames?: SqlShape): SqlShape {
  // Comments in the middle are white space, and MySQL runs what stands in `/*! … */`.
  const source = quote + text.replace(/\/\*!\d{0,6}|\*\/|\/\*[^*!]*\*\//g, " ");
  let shape = "";
  token.lastIndex = 0;
  for (let found = token.exec(source); found !== null; found = token.exec(source)) {
    const [whole, comment, string, number, variable, name, operator, mark] = found;
    if (whole === "") break;
    if (comment !== undefined) shape += /^(?:--|#|\/\*)[\s+-]{0,4}\w{0,3}['")]{0,3}$/.test(comment) ? "c" : "C";
    else if (string !== undefined) shape += "s";
    else if (number !== undefined) shape += "1";
    else if (variable !== undefined) shape += "v";
    else if (name !== undefined) {
      shape += kindOfName(name.toLowerCase(), source, token.lastIndex);
      if (lastNames !== undefined && shape.endsWith(lastNames)) break;
    } else if (operator !== undefined)
      shape += operator === "&&" || operator === "||" ? "&" : operator === "!" ? "!" : "o";
    else if (mark !== undefined) shape += mark;
  }
  return shape.replace(insignificant, "");
}

/** A comment with something behind it, and the sign before a number where no value stands before it. */
const insignificant = /[cC](?=.)|(?<![1svtnf)])o(?=1)/g;

function kindOfName(name: string, source: string, end: number): string {
  const kind = words.get(name);
  if (kind !== undefined) return kind;
  if (!/^\s{0,3}\(/.test(source.slice(end, end + 4))) return "n";
  if (attackFunctions.has(name) || attackPackages.some((prefix) => name.startsWith(prefix))) return "F";
  return sqlFunctions.has(name) ? "f" : "n";
}
