import type { Operation } from "./operation.ts";

const everybody = /\b(?:0\.0\.0\.0\/0|::\/0)/;
/** All ports, and those by which machines and databases are reached. */
const innerPorts =
  /(?:--port[ =]|FromPort=|tcp:|ports?[ =])(?:-1|0-65535|1-65535|22|23|445|3306|3389|5432|6379|9200|27017)\b|--protocol[ =](?:-1|all)\b|--(?:allow|rules)[= ](?:all|tcp:0|tcp(?:\s|$|,(?!:)))|destination-port-ranges? ["']?\*/i;

/** Calls of clouds and hosting companies that take something away, open it to everybody, or give somebody rights. */
export const cloudOperations: readonly Operation[] = [
  [
    "command.destroy",
    "aws",
    [/^(?:ec2 terminate-instances|rds delete-db|dynamodb delete-table|eks delete-cluster|iam delete-user)/],
    72,
  ],
  [
    "command.destroy",
    "aws",
    [
      /^(?:cloudformation delete-stack|s3api delete-(?:bucket|objects)|kms schedule-key-deletion|route53 delete-hosted)/,
    ],
    72,
  ],
  ["command.destroy", "aws", [/^[\w-]{2,40} delete-(?!message|tags?\b|object\b|log-stream)/], 60],
  [
    "command.destroy",
    "aws",
    [/^organizations (?:leave-organization|close-account)|^[\w-]{2,40} (?:purge|destroy)-/],
    66,
  ],
  ["command.destroy", "aws", [/^s3api put-bucket-versioning\b/, /Status=Suspended/], 55],
  ["command.destroy", "aws", [/^s3api put-bucket-lifecycle/, /"?Days"?[:=]\s?[01]\b/], 60],
  ["command.destroy", "aws", [/^s3 sync \S{0,60}empty\S{0,20} s3:|^s3 sync \/dev\/null s3:/, /--delete/], 72],
  [
    "command.privilege",
    "aws",
    [/-acl\b|^s3 cp\b|^s3 sync\b/, /--(?:acl|grant-read)[= ](?:public-read|.{0,20}AllUsers)/],
    60,
  ],
  ["command.privilege", "aws", [/-public-access-block\b|^s3api put-public/, /=false|^s3api delete-public/], 60],
  ["command.privilege", "aws", [/-policy\b/, /"?(?:Principal|AWS)"?:\s?(?:\{"AWS":\s?)?"\*"|--principal ["']?\*/], 62],
  ["command.privilege", "aws", [/authorize-security-group-ingress/, everybody, innerPorts], 60],
  [
    "command.privilege",
    "aws",
    [
      /modify-(?:snapshot|image|db-\w{0,10}-?snapshot)-attribute|add-permission\b/,
      /Add=|--values-to-add|--principal ["']?\*|--user-ids|all\b/,
    ],
    62,
  ],
  ["command.privilege", "aws", [/^rds (?:modify|create)-db/, /\s--publicly-accessible/], 55],
  [
    "command.privilege",
    "aws",
    [/^iam (?:attach|put)-(?:user|role|group)-policy\b/, /AdministratorAccess|"Action":\s?\[?"\*"/],
    72,
  ],
  [
    "command.privilege",
    "aws",
    [/^iam (?:create-access-key|create-login-profile|update-(?:login-profile|assume-role-policy)|add-user-to-group)\b/],
    55,
  ],
  ["command.privilege", "aws", [/^iam create-user\b/], 42],
  [
    "command.privilege",
    "aws",
    [/^iam (?:deactivate-mfa-device|delete-virtual-mfa|delete-account-password-policy)\b/],
    66,
  ],
  [
    "command.privilege",
    "aws",
    [/^(?:ssm send-command|lambda update-function-configuration)\b/, /\bcurl\b|\bwget\b|base64|\/dev\/tcp/],
    66,
  ],
  [
    "command.cover_up",
    "aws",
    [
      /^cloudtrail (?:stop-logging|delete-trail|put-event-selectors|update-trail)|^guardduty delete-detector|^guardduty update-detector .{0,80}--no-enable|^config(?:service)? (?:stop|delete)-configuration-recorder|^ec2 delete-flow-logs|^securityhub disable|^inspector2 disable|^macie2 disable|^accessanalyzer delete|^cloudwatch (?:delete|disable)-alarm/,
    ],
    72,
  ],
  ["command.destroy", "gcloud", [/^projects delete\b/], 72],
  ["command.destroy", "gcloud gsutil bq", [/\b(?:delete|destroy)\b/, /\s(?:--quiet|-q)\b/], 66],
  [
    "command.destroy",
    "gcloud",
    [
      /\bstorage rm\b.{0,40}\s(?:-[rR]|--r)|^(?:alpha |beta )?(?:kms keys versions destroy|secrets delete|services disable)\b/,
    ],
    66,
  ],
  [
    "command.destroy",
    "gcloud",
    [
      /^(?:alpha |beta )?(?:projects|sql (?:instances|databases)|container clusters|(?:spanner|bigtable) \w{1,20}) delete\b/,
    ],
    66,
  ],
  ["command.destroy", "gsutil", [/\brm\b.{0,20}\s-(?:r|R)\b/, /gs:\/\//], 72],
  ["command.destroy", "gsutil", [/\brb\b|\brsync\b.{0,20}\s-d\b/], 55],
  ["command.destroy", "bq", [/^rm\b/, /\s-(?:rf|fr|f|r)\b/], 66],
  [
    "command.privilege",
    "gcloud",
    [
      /add-iam-policy-binding|set-iam-policy/,
      /roles\/(?:owner|editor|\w{1,40}\.admin\b)|^projects set-iam-policy|allUsers|allAuthenticatedUsers/,
    ],
    66,
  ],
  ["command.privilege", "gsutil", [/\b(?:iam ch|acl (?:ch|set)|defacl)\b/, /allUsers|AllUsers|public-read/], 60],
  ["command.privilege", "gcloud", [/service-accounts keys create\b/], 52],
  ["command.privilege", "gcloud", [/firewall-rules (?:create|update)\b/, everybody, innerPorts], 60],
  [
    "command.cover_up",
    "gcloud",
    [
      /logging (?:sinks|logs|buckets) delete|monitoring policies delete|services disable (?:logging|monitoring|cloudaudit)/,
    ],
    60,
  ],
  ["command.destroy", "az", [/\b(?:delete|purge)\b/, /\s(?:--yes|-y)\b/], 70],
  ["command.destroy", "az", [/^(?:keyvault|keyvault \w{1,20}) purge\b|^group delete\b/], 70],
  [
    "command.privilege",
    "az",
    [/role assignment create|sp create-for-rbac/, /\b(?:Owner|Contributor|Administrator)\b/],
    55,
  ],
  [
    "command.privilege",
    "az",
    [
      /nsg rule (?:create|update)/,
      /source-address-prefix(?:es)? ["']?(?:\*|0\.0\.0\.0|Internet)|--access Allow/i,
      /\*/,
    ],
    60,
  ],
  ["command.privilege", "az", [/firewall-rule create/, /0\.0\.0\.0/, /255\.255\.255\.255/], 62],
  [
    "command.privilege",
    "az",
    [/storage (?:account|container)/, /--(?:allow-blob-public-access true|public-access (?:blob|container))/],
    55,
  ],
  [
    "command.cover_up",
    "az",
    [
      /^monitor (?:diagnostic-settings|log-profiles|activity-log alert) delete|^security auto-provisioning|^security pricing create .{0,60}free/i,
    ],
    60,
  ],
  [
    "command.destroy",
    "supabase railway render vercel netlify wrangler neonctl neon turso pscale atlas eksctl kops argocd velero cloudflared",
    [
      /\b(?:db reset|down|remove|rm|delete|destroy|sites:delete)\b/,
      /--linked|-y\b|--yes|--force|--confirm|--cascade|\bcluster\b/,
    ],
    66,
  ],
  [
    "command.destroy",
    "heroku fly flyctl",
    [/\b(?:apps:destroy|pg:reset|apps destroy|destroy|addons:destroy)\b/, /--confirm|-y\b|--yes|--force/],
    70,
  ],
  [
    "command.destroy",
    "doctl linode-cli hcloud vultr-cli scw oci ibmcloud aliyun tccli yc exo civo openstack nova",
    [/\b(?:delete|destroy|terminate|rb)\b/, /-f\b|--force|--yes|-y\b|\b(?:delete|terminate)\b/],
    66,
  ],
  ["command.destroy", "rclone", [/^(?:purge|delete|cleanup)\b/, /\S:/], 62],
  [
    "command.destroy",
    "mc s3cmd b2 ossutil",
    [/^(?:rm|del|rb|delete-bucket|delete_bucket)\b/, /--recursive|-r\b|-rf\b|--force|-f\b|^rb\b|bucket/],
    62,
  ],
  ["command.destroy", "terraform tofu", [/^state rm\b/, /\$\(|\bprod\w{0,8}\b|\*/i], 66],
  ["command.destroy", "terraform tofu", [/(?:^|\s)-destroy\b/, /^apply\b/, /-auto-approve/], 82],
  ["command.destroy", "terragrunt", [/\bdestroy\b/], 75],
  [
    "command.destroy",
    "pulumi cdk cdktf sst copilot amplify eb",
    [/^(?:destroy|remove|terminate|delete|app delete)\b/, /-y\b|--yes|--force|-f\b|--auto-approve/],
    72,
  ],
  ["command.destroy", "serverless sls", [/^remove\b/], 60],
];
