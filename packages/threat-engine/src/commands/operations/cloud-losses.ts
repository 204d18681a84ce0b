import { production } from "../passing-names.ts";
import { type Loss, partsOf, valuesLike, valuesOf, without, wordsBehind } from "./loss.ts";

const everybody = /(?:^|[\s"'=,])["']?(?:0\.0\.0\.0\/0|::\/0)/;
/** All ports, and those by which machines and databases are reached. */
const innerPorts =
  /(?:--port[ =]|FromPort=|tcp:|ports?[ =])(?:-1|0-65535|1-65535|22|23|445|2375|3306|3389|5432|6379|9200|27017)\b|--protocol[ =](?:-1|all)\b|--(?:allow|rules)[= ](?:all|tcp:0|tcp(?:\s|$|,(?!:)))/i;
/** Everything that another call lists, as the targets of this one; one that filters lists some. A filter before the last is not its own. */
const all = {
  test: (line: string): boolean => {
    const [, ...calls] = line.replace(/`([^`]*)`?/g, "$($1)").split("$(");
    const last = calls.at(-1);
    return last !== undefined && !/--filters?\b|\[\?|\bgrep\b|\bhead\b/.test(last);
  },
};
const unasked = /\s(?:--quiet|-q|--yes|-y|--force|-f|--confirm|--auto-approve|--no-prompts?)(?:[\s=]|$)/;

const awsNames = [
  valuesOf("--endpoint-url"),
  partsOf(/^s3:\/\/([^/]{1,80})/),
  valuesLike(/^--(?!region|profile|output)[a-z-]{0,40}(?:name|id|identifier|arn|bucket)s?$/),
];
const gcloudNames = [valuesOf("--project"), wordsBehind(/^(?:delete|destroy|rm|rb)$/)];
const azNames = [valuesOf("--resource-group", "-g"), valuesOf("--name", "-n")];

/** What clouds and hosting companies lose for good: stores, clusters, accounts, keys, copies, records, walls. */
export const cloudLosses: readonly Loss[] = [
  [
    "command.destroy",
    "aws",
    [/^(?:rds|docdb|neptune|redshift) delete-(?:db-)?(?:instance|cluster)\b/, /--skip-final-|--delete-automated/],
    awsNames,
  ],
  ["command.destroy", "aws", [/^s3 rb\b/, /--force\b/], awsNames],
  ["command.destroy", "aws", [/^s3 rm\b/, /--recursive\b/, /s3:\/\/[^/\s]{1,80}\/?(?:\s|$)/], awsNames],
  ["command.destroy", "aws", [/^s3api delete-objects\b/, all]],
  ["command.destroy", "aws", [/^dynamodb delete-(?:table|backup)\b/], awsNames],
  ["command.destroy", "aws", [/^kms (?:schedule-key-deletion|delete-imported-key-material)\b/], awsNames],
  [
    "command.destroy",
    "aws",
    [
      /^(?!(?:ecs|rds|docdb|neptune|redshift) )[\w-]+ delete-(?:[\w-]+-)?(?:cluster|vault|repository|stream|domain|user-pool|file-system|replication-group|volume|ledger|database|directory|keyspace)(?:\s|$)/,
    ],
    awsNames,
  ],
  [
    "command.destroy",
    "aws",
    [
      /^(?:backup delete-(?:backup-vault|recovery-point)|ec2 delete-snapshot|rds delete-[\w-]{1,20}(?:snapshot|backup))/,
    ],
    awsNames,
  ],
  ["command.destroy", "aws", [/^rds modify-db/, /--backup-retention-period[ =]0\b/], awsNames],
  ["command.destroy", "aws", [/^organizations (?:leave-organization|close-account)|^route53 delete-hosted-zone/]],
  ["command.destroy", "aws", [/^secretsmanager delete-secret\b/, /--force-delete-without-recovery/], awsNames],
  ["command.destroy", "aws", [/^ecr delete-repository\b/, /--force\b/], awsNames],
  ["command.destroy", "aws", [/^ec2 (?:terminate-instances|delete-volume)\b/, all]],
  ["command.destroy", "aws", [/^(?:cloudformation delete-stack|ec2 terminate-instances)\b/, production]],
  ["command.destroy", "aws", [/^logs delete-log-group\b/, /cloudtrail|audit|flow-?logs?|\bprod/i], awsNames],
  [
    "command.cover_up",
    "aws",
    [
      /^cloudtrail (?:stop-logging|delete-trail|put-event-selectors .{0,400}--event-selectors[ =]\[\])|^guardduty delete-detector|^config(?:service)? (?:stop|delete)-configuration-recorder|^ec2 delete-flow-logs|^securityhub disable-security-hub/,
    ],
    awsNames,
  ],
  ["command.privilege", "aws", [/^iam (?:deactivate-mfa-device|delete-virtual-mfa|delete-account-password-policy)\b/]],
  [
    "command.privilege",
    "aws",
    [
      /^iam (?:attach|put)-(?:user|role|group)-policy\b/,
      /policy\/AdministratorAccess|"Action":\s?\[?"(?:\*|\*:\*)".{0,80}"Resource":\s?\[?"\*"/s,
    ],
    awsNames,
  ],
  ["command.privilege", "aws", [/authorize-security-group-ingress(?!.{0,400}\bicmp)/, everybody, innerPorts]],
  [
    "command.privilege",
    "aws",
    [
      /^s3api (?:put-bucket-acl|delete-public-access-block|put-public-access-block|put-bucket-policy)\b/,
      /public-read|AllUsers|^s3api delete-public|=false|"Principal":\s?(?:\{"AWS":\s?)?"\*"/,
      /\bprod|customer|private|internal|backup|audit|upload|export|-data\b|\bdata-|"s3:(?:\*|Put|Delete)/i,
    ],
    awsNames,
  ],
  ["command.privilege", "aws", [/^s3control delete-public-access-block/]],
  [
    "command.privilege",
    "aws",
    [
      /modify-(?:snapshot|image|db-\w{0,10}-?snapshot)-attribute/,
      /(?:group-names|values-to-add|Group=)[ =]?["']?all\b/,
    ],
  ],
  ["command.privilege", "aws", [/add-permission\b/, /--principal[ =]["']?\*/, /--action[ =]["']?(?:\w{1,20}:)?\*/]],
  [
    "command.destroy",
    "gcloud",
    [
      /^(?:alpha |beta )?(?:projects|sql (?:instances|databases|backups)|container clusters|(?:spanner|bigtable|filestore|redis) \w{1,20}|firestore databases|alloydb \w{1,20}|dns managed-zones|secrets|storage buckets|compute (?:disks|snapshots)) delete\b/,
      unasked,
    ],
    gcloudNames,
  ],
  ["command.destroy", "gcloud", [/^(?:projects|sql instances|container clusters) delete\b/, production]],
  ["command.destroy", "gcloud", [/^kms keys versions destroy\b/], [valuesOf("--keyring"), valuesOf("--project")]],
  ["command.destroy", "gcloud", [/^compute instances delete\b/, all]],
  [
    "command.destroy",
    "gcloud gsutil",
    [/\brm\b/, /(?:^|\s)(?:-[rR]|--r|--recursive)\b/, /gs:\/\/[^/\s]{1,80}(?:\/\*{0,2})?["']?(?:\s|$)/],
    [partsOf(/^gs:\/\/([^/]{1,80})/)],
  ],
  [
    "command.destroy",
    "gcloud gsutil",
    [/\brm\b/, /gs:\/\/[^/\s]{1,80}\/\*\*(?:\s|$)/],
    [partsOf(/^gs:\/\/([^/]{1,80})/)],
  ],
  ["command.destroy", "gcloud", [/^resource-manager (?:folders|organizations) delete\b/]],
  ["command.destroy", "bq", [/^rm\b/, /(?:^|\s)-(?:r|rf|fr)\b/, /(?:^|\s)(?:-f|-rf|-fr)\b/], [wordsBehind(/^rm$/)]],
  [
    "command.privilege",
    "gcloud",
    [
      /add-iam-policy-binding/,
      /allUsers|allAuthenticatedUsers|roles\/owner/,
      /roles\/(?:owner|editor|\w{1,40}\.admin\b)/,
    ],
  ],
  ["command.privilege", "gcloud", [/firewall-rules (?:create|update)\b/, everybody, innerPorts]],
  ["command.cover_up", "gcloud", [/^logging (?:sinks|logs|buckets) delete\b/, unasked]],
  [
    "command.destroy",
    "az",
    [
      /^(?:group|sql (?:db|server|mi)|storage account|aks|cosmosdb|keyvault|(?:postgres|mysql) (?:flexible-)?server|redis|snapshot|disk|servicebus namespace|eventhubs namespace|recoveryservices vault|backup vault|network dns zone) delete\b/,
      unasked,
    ],
    azNames,
  ],
  ["command.destroy", "az", [/^(?:keyvault|keyvault \w{1,20}) purge\b/], azNames],
  ["command.destroy", "az", [/^backup protection disable\b/, /--delete-backup-data[ =]true/], azNames],
  ["command.destroy", "az", [/^(?:vm|disk|snapshot) delete\b/, all]],
  [
    "command.destroy",
    "az",
    [/^storage (?:container|fs|share) delete\b/],
    [valuesOf("--name", "-n"), valuesOf("--account-name")],
  ],
  ["command.cover_up", "az", [/^(?:lock|resource lock|group lock) delete\b/], azNames],
  ["command.privilege", "az", [/firewall-rule create/, /0\.0\.0\.0/, /255\.255\.255\.255/], azNames],
  ["command.privilege", "az", [/role assignment create/, /--role[ =]["']?Owner\b/]],
  [
    "command.privilege",
    "az",
    [
      /nsg rule (?:create|update)/,
      /source-address-prefix(?:es)?[ =]["']?(?:\*|0\.0\.0\.0|Internet|Any)/i,
      /destination-port-ranges?[ =]["']?(?:\*|22|3389|0-65535)/,
      /Allow/,
    ],
    [valuesOf("-g", "--resource-group")],
  ],
  [
    "command.cover_up",
    "az",
    [/^monitor (?:diagnostic-settings|log-profiles|log-analytics workspace) delete\b/],
    azNames,
  ],
  [
    "command.destroy",
    "heroku",
    [/^(?:pg:reset|apps:destroy|addons:destroy)\b/, /--confirm\b/],
    [valuesOf("--app", "-a")],
  ],
  [
    "command.destroy",
    "fly flyctl",
    [/^(?:apps destroy|destroy|volumes? destroy|postgres destroy)\b/, unasked],
    [wordsBehind(/^destroy$/)],
  ],
  [
    "command.destroy",
    "firebase",
    [/firestore:delete\b/, /--all-collections/, /--force|-f\b/],
    [valuesOf("--project", "-P")],
  ],
  ["command.destroy", "firebase", [/projects:delete\b|database:remove \/(?:\s|$)/], [valuesOf("--project", "-P")]],
  ["command.destroy", "supabase", [/^db reset\b/, /--linked|--db-url/], [valuesOf("--db-url")]],
  ["command.destroy", "supabase neonctl neon", [/^projects? delete\b/]],
  [
    "command.destroy",
    "turso pscale",
    [/^(?:db destroy|database delete|group destroy)\b/, unasked],
    [wordsBehind(/^(?:destroy|delete)$/)],
  ],
  [
    "command.destroy",
    "atlas",
    [/^(?:clusters|projects|backups snapshots) delete\b/, unasked],
    [wordsBehind(/^delete$/)],
  ],
  [
    "command.destroy",
    "doctl linode-cli vultr-cli scw civo",
    [
      /^(?:databases?|compute (?:volume|snapshot)|kubernetes cluster|k8s cluster|kubernetes|db|volume|snapshot) delete\b/,
      unasked,
    ],
    [wordsBehind(/^delete$/)],
  ],
  [
    "command.destroy",
    "wrangler",
    [
      /^(?:d1|r2 bucket|kv namespace|kv:namespace|hyperdrive|queues) delete\b/,
      /(?:^|\s)(?:-y|--skip-confirmation|--force|bucket)\b/,
    ],
    [wordsBehind(/^delete$/)],
  ],
  [
    "command.destroy",
    "pulumi",
    [/^(?:destroy|down|stack rm)\b/, unasked],
    [valuesOf("--stack", "-s"), valuesOf("--cwd", "-C")],
  ],
  ["command.destroy", "rclone", [/^purge\b/], [wordsBehind(/^purge$/)]],
  ["command.destroy", "cdk cdktf", [/^destroy\b/, /--all\b|\*/, unasked]],
  ["command.destroy", "serverless sls sst", [/^remove\b/, production]],
  [
    "command.destroy",
    "terragrunt",
    [/^(?:run-all|run --all) (?:-- )?destroy\b/],
    [valuesOf("--terragrunt-working-dir", "--working-dir")],
  ],
  [
    "command.destroy",
    "terraform tofu",
    [without(/\s--?target[ =]/), /(?:^|\s)(?:destroy|apply\b.{0,200}\s-destroy)\b/, /-auto-approve\b/],
    [valuesOf("-chdir"), valuesOf("-var-file", "--var-file"), valuesOf("-var", "--var")],
  ],
];
