import { isLocalPlace, production } from "../passing-names.ts";
import { type Loss, valuesOf, without, wordsBehind } from "./loss.ts";

/** Branches that others build on, as a ref of a push. */
const sharedBranch =
  /(?:^|[\s:+]|refs\/heads\/)(?:main|master|trunk|develop|production|prod|stable|release(?:[/-][\w.-]{1,40})?)(?:\s|$)/;
const forced = /(?:^|\s)(?:--force|-[a-z]{0,4}f[a-z]{0,4}|\+\S{1,200})(?:\s|$)/;

/** What repositories, databases and stores of copies lose for good. */
export const storeLosses: readonly Loss[] = [
  ["command.destroy", "git", [/(?:^|\s)push\b(?!(?: -\S+)* (?:heroku|dokku)\s)/, forced, sharedBranch]],
  [
    "command.destroy",
    "git",
    [
      /(?:^|\s)push\b/,
      /(?:^|\s)(?:--force\S{0,80}|-f|-[a-z]{0,4}f|\+\S{1,200})(?:\s|$)/,
      /(?:^|\s)--(?:mirror|all)\b|refs\/heads\/\*/,
    ],
  ],
  ["command.destroy", "git", [/(?:^|\s)push\b/, /(?:^|\s)(?:--delete|-d)\s(?:\$\(|`)/]],
  [
    "command.destroy",
    "git",
    [
      /(?:^|\s)push\b/,
      /(?:^|\s)(?:--delete|-d)\s/,
      /(?:^|\s)(?:refs\/heads\/)?(?:main|master|trunk|develop|production|release|stable)(?:\s|$)/,
    ],
  ],
  [
    "command.destroy",
    "git",
    [/(?:^|\s)push\b/, /\s:(?:refs\/heads\/)?(?:main|master|trunk|develop|production)(?:\s|$)/],
  ],
  [
    "command.cover_up",
    "gh",
    [/^api\b/, /-X ?DELETE|--method[= ]DELETE/i, /\/branches\/[\w%.-]{1,80}\/protection\b|\/rulesets\/\d/],
  ],
  ["command.destroy", "gh glab", [/^(?:repo|project) delete\b/], [wordsBehind(/^delete$/)]],
  ["command.privilege", "gh", [/^repo edit\b/, /--visibility[= ]public/, /--accept-visibility/]],
  [
    "command.destroy",
    "curl http https xh",
    [
      /-X\s?DELETE|^DELETE\s|--request[ =]DELETE/i,
      /api\.github\.com\/repos\/[\w.-]{1,60}\/[\w.-]{1,60}(?:["'\s]|$)|gitlab\.com\/api\/v4\/projects\/[\w%.-]{1,80}(?:["'\s]|$)/,
    ],
  ],
  ["command.destroy", "npm pnpm", [/^unpublish\b/, /(?:^|\s)(?:--force|-f)\b/, /^(?!.{0,300}\w@\d)/]],
  [
    "command.destroy",
    "dropdb",
    [/\w/],
    [wordsBehind(/^(?:.*\/)?dropdb$/, { taking: /^(?:-[hpU]|--(?:host|port|username|maintenance-db))$/ })],
  ],
  ["command.destroy", "mysqladmin", [/\bdrop\b/], [wordsBehind(/^drop$/)]],
  [
    "command.destroy",
    "redis-cli valkey-cli keydb-cli",
    [/\bflush(?:all|db)\b/i, /(?:^|\s)-(?:u|h)\s/],
    [valuesOf("-h", "-u")],
  ],
  ["command.destroy", "redis-cli valkey-cli keydb-cli", [/\bflush(?:all|db)\b/i, production]],
  [
    "command.destroy",
    "curl http https xh",
    [/_delete_by_query|-X\s?DELETE|^DELETE\s/i, /match_all|:9200\/(?:_all|[\w.-]{0,60}\*)/],
    [
      (words) =>
        words
          .filter((word) => /^\w{1,5}:\/\//.test(word))
          .map((url) => (isLocalPlace(url) ? "localhost" : "elsewhere")),
    ],
  ],
  [
    "command.destroy",
    "influx",
    [/^bucket delete\b|^delete\b.{0,200}--start[ =]?(?:1970|0\b)/],
    [valuesOf("--name", "-n", "--bucket")],
  ],
  ["command.destroy", "kafka-topics kafka-topics.sh", [/--delete\b/, /--topic[ =]["']?\.[*+]|\bprod/]],
  ["command.destroy", "php", [/migrate:fresh|db:wipe/, /--force\b/, /--env[= ]prod/i]],
  [
    "command.destroy",
    "restic",
    [/^forget\b/, /--unsafe-allow-remove-all|--keep-\w{1,10}[ =]0\b/, without(/--keep-[\w-]{1,20}[ =][1-9]/)],
  ],
  ["command.destroy", "borg", [/^delete\b/, without(/::/), /(?:^|\s)(?:--force|--cache-only|\S{1,200}\/\S)/]],
  [
    "command.privilege",
    "mysql mariadb psql mysqlsh",
    [/\bgrant\s{1,4}all\b/i, /\bon\s{1,4}\*\.\*\s/i, /@\s?["'`]%["'`]/],
  ],
];
