import type { Assessed } from "./assess-operations.ts";
import { wordsOfTool } from "./tool-commands.ts";

/** A kind of tool by the words of its name, what its arguments must say, and how surely a call of it is what the rule says. */
type ToolOperation = readonly [
  rule: Assessed["rule"],
  verb: RegExp,
  object: RegExp,
  given: RegExp | undefined,
  score: number,
];

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

/** What a call of a tool does by the tool's name and its arguments; nothing for tools without a name. */
export function assessTool(argumentsText: string, tool: string | undefined): readonly Assessed[] {
  if (tool === undefined) return [];
  const name = wordsOfTool(tool).join("_");
  return operations.flatMap(([rule, verb, object, given, score]) =>
    verb.test(name) && object.test(name) && (given === undefined || given.test(argumentsText)) ? [{ rule, score }] : [],
  );
}
