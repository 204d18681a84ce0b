import type { Operation } from "./operation.ts";

/** Calls that switch off what protects or records a machine. Those that were told under `command.destroy` before stay there. */
export const coveringOperations: readonly Operation[] = [
  ["command.cover_up", "set-mppreference", [/-disable\w{1,60} (?:\$true|1)/i], 84],
  ["command.cover_up", "add-mppreference", [/-exclusion(?:path|process|extension)/i], 72],
  ["command.cover_up", "netsh", [/advfirewall set \w{1,20} state off|firewall set opmode disable/i], 72],
  ["command.cover_up", "set-netfirewallprofile", [/-enabled false/i], 72],
  [
    "command.cover_up",
    "stop-service sc net taskkill set-service",
    [/windefend|sense\b|wuauserv|mpssvc|eventlog|msmpeng|sophos|crowdstrike|csfalcon|sentinel|carbonblack/i],
    78,
  ],
  ["command.cover_up", "clear-eventlog", [/./], 72],
  ["command.cover_up", "auditpol", [/\/clear|disable/i], 72],
  ["command.cover_up", "fltmc", [/^unload\b/i], 72],
  ["command.cover_up", "unset", [/^HISTFILE$/], 55],
  ["command.cover_up", "export", [/^(?:HISTFILE=(?:\/dev\/null)?|HISTSIZE=0|HISTFILESIZE=0)$/], 55],
  ["command.cover_up", "set", [/^\+o history$/], 50],
  [
    "command.cover_up",
    "rm shred truncate ln unlink",
    [
      /(?:\.bash_history|\.zsh_history|\.python_history|\/var\/log\/(?:auth\.log|secure|wtmp|btmp|lastlog|syslog|messages|audit\/audit\.log))/,
    ],
    66,
  ],
  ["command.cover_up", "rm", [/-[a-z]*r/, /\/var\/log\/?\*?(?:\s|$)/], 84],
  ["command.cover_up", "journalctl", [/--vacuum-(?:time=\d{1,2}s|size=\d{1,4}[KM]?\b)/], 52],
  ["command.cover_up", "auditctl", [/-e 0|-D\b/], 72],
  ["command.cover_up", "aa-teardown aa-disable", [/^/], 60],
  ["command.cover_up", "csrutil spctl", [/disable|--master-disable/], 72],
  [
    "command.cover_up",
    "aws",
    [
      /^cloudtrail (?:stop-logging|delete-trail)|^guardduty delete-detector|^config(?:service)? (?:stop|delete)-configuration-recorder|^ec2 delete-flow-logs/,
    ],
    78,
  ],
  ["command.cover_up", "gcloud", [/logging sinks delete/], 60],
  ["command.cover_up", "git", [/config\b/, /http\.sslverify false/i], 42],
];
