import type { Operation } from "./operation.ts";

/** What destroys data, accounts or the ways back on Windows. */
export const windowsOperations: readonly Operation[] = [
  [
    "command.destroy",
    "reg",
    [
      /^delete hk(?:lm|cu|cr|cc|u|ey_[a-z_]{4,20})\\?(?:(?:software|system|sam|security)(?:\\{0,2}(?:microsoft(?:\\{0,2}windows)?|currentcontrolset))?)?(?:\s|$)/i,
      /\/f\b/i,
    ],
    84,
  ],
  [
    "command.destroy",
    "takeown icacls cacls",
    [/\b[a-z]:\\{0,2}(?:windows|users|program files)?\\{0,2}\*?(?:["'\s]|$)/i, /\/(?:r|t)\b/i],
    66,
  ],
  ["command.destroy", "format-volume clear-disk initialize-disk", [/./], 88],
  ["command.destroy", "cipher", [/^\/w:/i], 70],
  ["command.destroy", "bcdedit", [/\/delete|recoveryenabled no/i], 80],
  ["command.destroy", "wevtutil", [/^cl\b/i], 66],
  ["command.destroy", "wmic", [/shadowcopy delete/i], 88],
  ["command.destroy", "get-wmiobject gwmi get-ciminstance", [/shadowcopy/i], 60],
  [
    "command.destroy",
    "remove-item ri rm del erase rd rmdir",
    [
      /-r(?:ecurse)?\b|(?:^|\s)\/s\b/i,
      /(?:^|[\s"'])(?:[A-Za-z]:(?:\\{0,2}(?:\*|users|windows|program files.{0,7}|programdata)?)?|\$env:(?:systemroot|windir|userprofile|programfiles)|%(?:systemroot|windir|userprofile|systemdrive)%)(?:\\{0,2}\*?)?(?:["'\s]|$)/i,
    ],
    90,
  ],
  ["command.destroy", "remove-computer remove-localuser remove-aduser", [/./], 62],
  ["command.destroy", "stop-computer restart-computer", [/-force/i], 52],
  ["command.destroy", "diskpart", [/clean/i], 85],
  ["command.destroy", "fsutil", [/setzerodata|deletejournal/i], 72],
];
