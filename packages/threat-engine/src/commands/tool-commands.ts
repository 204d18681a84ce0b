import type { ArgumentString } from "./argument-strings.ts";
import { quoteWord } from "./shell-words.ts";

/** Arguments that name a place on the machine. */
const pathName =
  /^(?:(?:abs(?:olute)?_?|target_?|full_?|file_?|dir(?:ectory)?_?|folder_?)?(?:path|paths|name)|file|files|filename|uri|dir|directory|folder|target|destination|source|attachments?)$/i;
const statementName = /^(?:query|queries|sql|statements?|sql_query|command|cql|cypher|text)$/i;
const addressName = /^(?:url|uri|endpoint|address|href|webhook(?:_url)?)$/i;

/** The words of a tool's name: `mcp__github__deleteRepository` is `mcp`, `github`, `delete`, `repository`. */
export function wordsOfTool(tool: string): readonly string[] {
  return tool
    .slice(0, 100)
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

interface Arguments {
  readonly given: (name: RegExp) => readonly string[];
  readonly text: string;
  /** Those of the tool's name. */
  readonly words: readonly string[];
}

/** A kind of tool by the words of its name, and the shell commands that do what a call of it does. */
interface ToolKind {
  readonly verbs: RegExp;
  readonly objects: RegExp;
  readonly commands: (call: Arguments) => readonly string[];
}

/** Programs that a tool may be named after, and is given the rest of the line for. */
const program =
  /^(?:aws|gcloud|gsutil|bq|az|kubectl|helm|terraform|tofu|docker|podman|gh|glab|heroku|firebase|vercel|wrangler|doctl|pulumi|cdk)$/;
const lineName = /^(?:(?:\w{1,12}_)?commands?|cli_?commands?|subcommand|args|arguments|argv|flags)$/i;
const isOn = (text: string, names: RegExp): boolean =>
  [...text.matchAll(/"(\w{1,40})"\s{0,4}:\s{0,4}(?:true|"true")/g)].some(([, name]) => names.test(name ?? ""));

const files = /^(?:files?|director(?:y|ies)|folders?|dirs?|paths?|fs|filesystem|attachments?)$/;

const kinds: readonly ToolKind[] = [
  {
    verbs: /^(?:delete|remove|rm|unlink|rmdir|erase|wipe)$/,
    objects: files,
    commands: ({ given }) => given(pathName).map((path) => `rm -rf ${quoteWord(path)}`),
  },
  {
    verbs: /^(?:move|rename|mv)$/,
    objects: files,
    commands: ({ given }) => [
      `mv ${[...given(/^(?:source|src|from|old_?path)$/i), ...given(/^(?:destination|dest|dst|to|new_?path)$/i)].map(quoteWord).join(" ")}`,
    ],
  },
  {
    verbs: /^(?:delete|remove|generic)$/,
    objects: /^(?:kubectl|k8s|kubernetes|kube|oc|openshift|namespaces?|pods)$/,
    commands: ({ given, text, words }) => {
      const [verb = "delete"] = given(/^(?:command|verb|action|operation)$/i);
      const kinds = [
        ...given(/^(?:resource_?types?|kinds?|resources?)$/i),
        ...words.filter((word) => /^namespaces?$/.test(word)),
      ];
      const options = [
        ...given(/^(?:namespace|ns)$/i).map((name) => `-n ${quoteWord(name)}`),
        ...(isOn(text, /^all$/i) ? ["--all"] : []),
        ...(isOn(text, /^all_?namespaces$/i) ? ["-A"] : []),
      ];
      return [
        `kubectl ${[verb, kinds[0] ?? "pod", ...given(/^(?:name|resource_?name)$/i)].map(quoteWord).join(" ")} ${options.join(" ")}`,
      ];
    },
  },
  {
    verbs: program,
    objects: program,
    commands: ({ given, text, words }) => {
      const [name = ""] = words.filter((word) => program.test(word));
      const verb = words.filter((word) => /^(?:destroy|apply)$/.test(word));
      const places = given(/^(?:working_?dir(?:ectory)?|dir|path)$/i).map((place) => `-chdir=${quoteWord(place)}`);
      const line = given(lineName).join(" ");
      const options = isOn(text, /^(?:auto_?approve|force|yes|skip_?confirmation)$/i) ? " -auto-approve" : "";
      return [
        line.startsWith(`${name} `)
          ? line
          : `${[name, ...(/^t/.test(name) ? places : []), ...verb, line].join(" ")}${options}`,
      ];
    },
  },
  {
    verbs: /^(?:read|view|open|get|cat|load|fetch)$/,
    objects: files,
    commands: ({ given }) => given(pathName).map((path) => `cat ${quoteWord(path)}`),
  },
  {
    verbs: /^(?:execute|exec|run|query|sql|statement|raw)$/,
    objects:
      /^(?:sql|query|queries|statement|db|database|postgres(?:ql)?|mysql|mariadb|sqlite|mssql|supabase|neon|bigquery|snowflake|clickhouse)$/,
    commands: ({ given }) => given(statementName).map((statement) => `psql -c ${quoteWord(statement)}`),
  },
  {
    verbs: /^(?:redis|valkey)$/,
    objects: /^(?:redis|valkey|command|flushall|flushdb)$/,
    commands: ({ given }) => given(statementName).map((statement) => `redis-cli ${statement}`),
  },
  {
    verbs: /^(?:http|fetch|web|request|requests|get|post|curl|browser|navigate|open|call)$/,
    objects: /^(?:http|https|fetch|request|requests|url|webhook|navigate|api|curl)$/,
    commands: ({ given, text }) => {
      const method = /"method"\s{0,4}:\s{0,4}"(\w{3,7})"/.exec(text)?.[1] ?? "GET";
      return given(addressName).map((url) => `curl -X ${method} ${quoteWord(url)}`);
    },
  },
  {
    verbs: /^(?:upload|send|post|attach|share|email|transfer)$/,
    objects: /^(?:files?|emails?|mail|messages?|attachments?|documents?|upload|gmail|slack)$/,
    commands: ({ given }) => given(pathName).map((path) => `curl -T ${quoteWord(path)} https://tool.invalid/`),
  },
  {
    verbs: /^git$/,
    objects: /^(?:git|push|command)$/,
    commands: ({ given, text }) => {
      const words = given(/^(?:args|arguments|argv)$/i);
      const pushed = given(/^(?:remote|branch|ref|refspec)$/i).join(" ");
      const forced = /"force"\s{0,4}:\s{0,4}true/.test(text) ? " --force" : "";
      return [`git ${words.map(quoteWord).join(" ")}`, `git push${forced} ${pushed}`];
    },
  },
];

/**
 * What the call of a tool that is no shell does, as shell commands: `delete_file` is `rm`, `execute_sql` is `psql -c`. So the same rules
 * judge both. Tools are told by the words of their names; the first kind that fits counts.
 *
 * @param strings - Those of the arguments.
 */
export function commandsOfTool(
  argumentsText: string,
  tool: string | undefined,
  strings: () => readonly ArgumentString[],
): readonly string[] {
  if (tool === undefined || !/^\s*\{/.test(argumentsText)) return [];
  const words = wordsOfTool(tool);
  const kind = kinds.find(
    ({ verbs, objects }) => words.some((word) => verbs.test(word)) && words.some((word) => objects.test(word)),
  );
  if (kind === undefined) return [];
  const given = (name: RegExp): readonly string[] =>
    strings().flatMap((found) => (found.name !== undefined && name.test(found.name) ? [found.value] : []));
  return kind.commands({ given, text: argumentsText, words });
}
