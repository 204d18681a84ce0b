import type { ArgumentString } from "./argument-strings.ts";
import type { Assessed } from "./assess-operations.ts";
import { isPassingName, namesProduction } from "./passing-names.ts";
import { wordsOfTool } from "./tool-commands.ts";

/** A kind of tool by the words of its name, what its arguments must say, and how surely a call of it is what the rule says. */
type ToolOperation = readonly [
  rule: Assessed["rule"],
  verb: RegExp,
  object: RegExp,
  given: RegExp | undefined,
  score: number,
];

/** The same for what is gone, open or unwatched for good: at the block line unless a name in the arguments says that it only passes. */
type ToolLoss = readonly [rule: Assessed["rule"], verb: RegExp, object: RegExp, given: readonly RegExp[]];

const removes = /(?:^|_)(?:delete|destroy|drop|purge|wipe|truncate|terminate|erase|remove|flush)(?:_|$)/;
const kept =
  /(?:^|_)(?:repos?|repository|databases?|db|buckets?|namespaces?|clusters?|instances?|volumes?|snapshots?|backups?|projects?|accounts?|collections?|tables?|schemas?|stacks?|environments?|workspaces?|tenants?|organi[sz]ations?|vaults?|zones?|domains?|disks?|servers?|droplets?|vms?|machines?|flushall|flushdb|keyspaces?)(?:_|$)/;
/** What others use, or all there is. */
const production =
  /\bprod(?:uction)?\b|"(?:force|recursive|all|cascade|skip_final_snapshot|permanent)"\s{0,4}:\s{0,4}true|"\*"/i;

const operations: readonly ToolOperation[] = [
  ["command.destroy", removes, kept, production, 66],
  ["command.destroy", removes, kept, undefined, 50],
  ["command.destroy", removes, /(?:^|_)all(?:_|$)/, undefined, 48],
  ["command.destroy", /flush_?(?:all|db)/, /redis|valkey|cache|flush/, undefined, 72],
  [
    "command.destroy",
    /delete_?many|remove_?many|delete_?all|bulk_?delete/,
    /./,
    /"(?:filter|query|where)"\s{0,4}:\s{0,4}(?:\{\s{0,4}\}|"")/,
    66,
  ],
  ["command.destroy", removes, /branch/, /"(?:main|master|develop|production|release)"/, 62],
  [
    "command.destroy",
    removes,
    /kubectl|k8s|kubernetes|resource/,
    /"(?:namespace|ns|node|pv|crd|clusterrole\w{0,8})"\s{0,4}[,}]/i,
    62,
  ],
  [
    "command.cover_up",
    /(?:^|_)(?:disable|stop|delete|remove|turn_off|pause|mute)(?:_|$)/,
    /(?:^|_)(?:mfa|2fa|two_factor|audit|logging|logs?|firewall|guard\w{0,6}|antivirus|edr|security|monitoring|alarms?|backups?|encryption|trail|protection)(?:_|$)/,
    undefined,
    60,
  ],
  [
    "command.privilege",
    /(?:^|_)(?:create|generate|issue|add)(?:_|$)/,
    /(?:access|api|service_account|deploy)_?(?:keys?|tokens?)(?:_|$)/,
    undefined,
    45,
  ],
  [
    "command.privilege",
    /(?:^|_)(?:add|create|invite|grant|attach|assign|set|update|put)(?:_|$)/,
    /(?:^|_)(?:users?|members?|collaborators?|roles?|polic(?:y|ies)|permissions?|bindings?|access|grants?)(?:_|$)/,
    /"(?:admin(?:istrator)?|owner|root|superuser|cluster-admin|roles\/(?:owner|editor))"|AdministratorAccess|"Action"\s{0,4}:\s{0,4}"\*"|allUsers/i,
    58,
  ],
  [
    "command.privilege",
    /(?:^|_)(?:update|edit|set|change|make)(?:_|$)/,
    /(?:^|_)(?:repos?|repository|project|bucket|visibility|acl|public)(?:_|$)/,
    /"private"\s{0,4}:\s{0,4}false|"visibility"\s{0,4}:\s{0,4}"public"|public-read|allUsers/i,
    58,
  ],
  [
    "command.privilege",
    /(?:^|_)(?:add|create|update|set|authorize|open|allow)(?:_|$)/,
    /firewall|security_group|ingress|network_acl|nsg|allow_?list/,
    /0\.0\.0\.0\/0|"::\/0"|"\*"/,
    58,
  ],
  [
    "command.privilege",
    /merge|push|approve/,
    /pull_request|merge_request|pr(?:_|$)|push/,
    /"(?:admin_override|bypass\w{0,20}|force|skip_checks|no_verify)"\s{0,4}:\s{0,4}true/,
    45,
  ],
];

const losses: readonly ToolLoss[] = [
  [
    "command.destroy",
    removes,
    /(?:^|_)(?:databases?|db|buckets?|clusters?|repos?|repository|namespaces?|keyspaces?|schemas?|zones?|vaults?|backups?|recovery_points?|kms_keys?|tenants?|organi[sz]ations?)$/,
    [],
  ],
  ["command.destroy", /(?:^|_)(?:databases?|db|buckets?|clusters?|zones?)(?:_|$)/, /_(?:delete|destroy|drop)$/, []],
  [
    "command.destroy",
    removes,
    /(?:^|_)(?:neon|supabase|gcp|gcloud|aws|azure|heroku|fly|railway|render|digitalocean|planetscale|atlas)_(?:\w{1,60}_)?(?:projects?|apps?|accounts?|stacks?|disks?|services?)$/,
    [],
  ],
  ["command.destroy", removes, /(?:^|_)tables?$/, [/"cascade"\s{0,4}:\s{0,4}true/i]],
  ["command.destroy", /(?:^|_)(?:reset|wipe)(?:_|$)/, /(?:^|_)(?:pg|postgres|databases?|db)(?:_|$)/, [/\bprod/i]],
  [
    "command.cover_up",
    /(?:^|_)(?:disable|stop|delete|remove|turn_off|deactivate)(?:_|$)/,
    /(?:^|_)(?:mfa|2fa|two_factor|audit_?(?:logs?|logging|trail|sink)?|cloudtrail|trail|guardduty)(?:_|$)/,
    [],
  ],
  [
    "command.privilege",
    /(?:^|_)(?:update|edit|set|change|make)(?:_|$)/,
    /(?:^|_)(?:repos?|repository|visibility)(?:_|$)/,
    [/"private"\s{0,4}:\s{0,4}false|"visibility"\s{0,4}:\s{0,4}"public"/i],
  ],
  [
    "command.privilege",
    /(?:^|_)(?:add|create|update|set|authorize|open|allow)(?:_|$)/,
    /firewall|security_group|ingress|network_acl|nsg/,
    [
      /0\.0\.0\.0\/0|"::\/0"/,
      /"(?:from_?port|to_?port|ports?|port_?range)"\s{0,4}:\s{0,4}\[?\s{0,4}"?(?:tcp:)?(?:22|3389|3306|5432|6379|9200|27017|-1|0-65535|\*|all)\b/i,
    ],
  ],
  [
    "command.exfiltration",
    /evaluate|run_code|execute_(?:script|js)|console_exec/,
    /browser|playwright|puppeteer|chrome|page/,
    [
      /document\.cookie|localStorage|sessionStorage/,
      /fetch|sendBeacon|open|src ?=|location(?:\.href)? ?=/,
      /https?:\/\/(?!localhost|127\.)/,
    ],
  ],
];

/**
 * What a call of a tool does by the tool's name, the operation that it is given and its arguments; nothing for tools without a name.
 *
 * @param strings - Those of the arguments.
 */
export function assessTool(
  argumentsText: string,
  tool: string | undefined,
  strings: () => readonly ArgumentString[],
): readonly Assessed[] {
  if (tool === undefined) return [];
  const name = wordsOfTool(tool).join("_");
  const [operation = ""] = strings().flatMap((found) =>
    found.name !== undefined && operationName.test(found.name) ? [found.value] : [],
  );
  const called = operation === "" ? name : `${name}_${wordsOfTool(operation).join("_")}`;
  const told = operations.flatMap(([rule, verb, object, given, score]) =>
    verb.test(called) && object.test(called) && (given === undefined || given.test(argumentsText))
      ? [{ rule, score }]
      : [],
  );
  const lost = losses.find(
    ([, verb, object, given]) =>
      verb.test(called) && object.test(called) && given.every((shape) => shape.test(argumentsText)),
  );
  if (lost === undefined || isPassing(strings())) return told;
  return [...told, { rule: lost[0], score: 84 }];
}

const operationName = /^(?:operation|operation_?name|action|api|api_?name)$/i;

/** A passing name beside one of production excuses nothing. */
function isPassing(strings: readonly ArgumentString[]): boolean {
  const names = strings.filter(({ value }) => nameShape.test(value));
  return names.some(({ value }) => isPassingName(value)) && !names.some(({ value }) => namesProduction(value));
}

const nameShape = /^[\w.:/@-]{1,200}$/;
