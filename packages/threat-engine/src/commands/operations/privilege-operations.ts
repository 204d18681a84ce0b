import type { Operation } from "./operation.ts";

/** Calls that give more rights than somebody had, leave a container, or stay after the session. */
export const privilegeOperations: readonly Operation[] = [
  [
    "command.privilege",
    "chmod",
    [
      /(?:^|\s)(?:[ugoa]*\+[rwx]*s|[2467][0-7]{3})\s/,
      /\s\/(?:usr\/)?(?:local\/)?(?:bin|sbin|tmp|dev\/shm)\/|bash|python|\/sh\b/,
    ],
    82,
  ],
  ["command.privilege", "setcap", [/cap_(?:setuid|setgid|sys_admin|sys_ptrace|dac_override|dac_read_search)/], 78],
  [
    "command.privilege",
    "useradd adduser",
    [/(?:-o?u ?0|--uid[ =]0|-o\b.{0,20}-u 0|-G (?:sudo|wheel|root|admin))\b/],
    84,
  ],
  ["command.privilege", "usermod gpasswd adduser", [/(?:^|\s)-(?:a?G|a)/, /\b(?:sudo|wheel|root|admin)\b/], 66],
  ["command.privilege", "adduser gpasswd", [/^\w{1,32} (?:sudo|wheel|root)$/], 66],
  ["command.privilege", "net net1", [/localgroup administrators/i, /\/add/i], 84],
  ["command.privilege", "net net1", [/^user\b/i, /\/add/i], 70],
  ["command.privilege", "add-localgroupmember", [/administrators/i], 78],
  [
    "command.privilege",
    "docker podman",
    [
      /\brun\b/,
      /--privileged|--pid[= ]host|(?:-v|--volume)[ =]\/:|source=\/,/,
      /chroot|nsenter|:\/(?:host|mnt|rootfs|hostfs)\b/,
    ],
    86,
  ],
  ["command.privilege", "docker podman", [/(?:-H|--host)[ =]tcp:/, /\brun\b/, /-v \/:/], 86],
  ["command.privilege", "docker podman", [/\brun\b/, /(?:-v|--volume)[ =]\/:/], 66],
  [
    "command.privilege",
    "docker podman",
    [/\brun\b/, /--privileged/, /--pid[= ]host|--cap-add[= ](?:ALL|SYS_ADMIN)/],
    66,
  ],
  ["command.privilege", "nsenter", [/(?:-t ?1|--target[= ]1)\b/], 84],
  ["command.privilege", "kubectl", [/\b(?:create|apply)\b/, /clusterrolebinding/, /cluster-admin/], 72],
  ["command.privilege", "kubectl", [/\bdebug node\//], 60],
  [
    "command.privilege",
    "aws",
    [/^iam (?:attach|put)-(?:user|role|group)-policy\b/, /AdministratorAccess|"Action":\s?"\*"/],
    72,
  ],
  ["command.privilege", "aws", [/^iam (?:create-access-key|create-login-profile|update-assume-role-policy)\b/], 55],
  ["command.privilege", "gcloud", [/add-iam-policy-binding/, /roles\/(?:owner|editor)|allUsers/], 66],
  ["command.privilege", "az", [/role assignment create/, /Owner|Contributor/], 55],
  ["command.privilege", "insmod modprobe kldload", [/\/tmp\/|\/dev\/shm\/|\/home\//], 78],
  [
    "command.privilege",
    "sysctl",
    [/kernel\.(?:core_pattern|modprobe)|kernel\.randomize_va_space=0|yama\.ptrace_scope=0/],
    66,
  ],
  ["command.privilege", "set-executionpolicy", [/(?:bypass|unrestricted)/i, /localmachine|-force/i], 52],
  ["command.persistence", "schtasks schtasks.exe", [/\/create/i], 60],
  ["command.persistence", "register-scheduledtask new-scheduledtask", [/./], 60],
  [
    "command.persistence",
    "reg",
    [/\badd\b/i, /currentversion.{0,2}(?:run|runonce|winlogon|policies)|image file execution options/i],
    84,
  ],
  [
    "command.persistence",
    "new-itemproperty set-itemproperty sp",
    [/currentversion.{0,2}(?:run|runonce|winlogon)/i],
    84,
  ],
  ["command.persistence", "new-service sc", [/binpath|create\b/i], 60],
  ["command.persistence", "launchctl", [/^(?:load|bootstrap)\b/, /\/tmp\/|LaunchAgents|LaunchDaemons/], 50],
  [
    "command.persistence",
    "cp mv install ln tee",
    [
      /\/etc\/(?:systemd\/system|init\.d|cron\.(?:d|daily|hourly|weekly)|profile\.d|rc\.local|pam\.d|update-motd\.d)(?:\/|\s|$)|LaunchAgents\/|LaunchDaemons\/|autostart\//,
    ],
    50,
  ],
  [
    "command.persistence",
    "git",
    [
      /^config\b/,
      /core\.(?:hookspath|sshcommand|pager|fsmonitor|editor)|alias\./i,
      /curl|wget|\/tmp\/|\bnc\b|bash -[ci]/,
    ],
    70,
  ],
  [
    "command.persistence",
    "npm pnpm yarn pip pip3",
    [/^config set\b/, /registry|index-url|script-shell/, /http:\/\//],
    55,
  ],
];
