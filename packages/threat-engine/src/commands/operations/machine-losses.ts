import { production } from "../passing-names.ts";
import { type Loss, valuesOf, wordsBehind } from "./loss.ts";

/** An address of the open network that has no name, where nobody keeps packages. */
const namelessHost =
  /\bhttps?:\/\/(?!127\.|10\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:[:/\s]|$)/;

/** What is open on a machine, or runs there by itself, for good; and what hosts of programs lose. */
export const machineLosses: readonly Loss[] = [
  [
    "command.remote_code",
    "pip pip3 uv npm pnpm yarn bun gem go cargo",
    [/\b(?:install|add|i|get|config)\b/, namelessHost],
  ],
  [
    "command.persistence",
    "schtasks",
    [
      /\/create\b/i,
      /\/sc (?:onlogon|onstart|onidle|minute)\b/i,
      /\\users\\public\\|\\temp\\|\\appdata\\|https?:|-enc/i,
    ],
  ],
  ["command.persistence", "net net1", [/^user \w/i, /\s\/add\b/i]],
  ["command.privilege", "dscl", [/-(?:append|merge) /i, /\/groups\/(?:admin|wheel)\b/i]],
  ["command.privilege", "dseditgroup", [/-a \S/, /\s(?:admin|wheel)$/]],
  ["command.persistence", "defaults", [/^write\b/, /com\.apple\.loginwindow/, /\sLog(?:in|out)Hook\b/]],
  ["command.persistence", "systemd-run", [/--on-[a-z]/, /\b(?:curl|wget)\s/, /\|\s?(?:ba|z|da)?sh\b/]],
  [
    "command.remote_code",
    "certutil",
    [/-urlcache\b/i, /https?:\/\/(?!localhost|127\.)/i, /\.(?:exe|dll|ps1|bat|hta|vbs)\b/i],
  ],
  [
    "command.remote_code",
    "bitsadmin",
    [/\/transfer\b/i, /https?:\/\/(?!localhost|127\.)/i, /\.(?:exe|dll|ps1|bat|hta|vbs)\b/i],
  ],
  // In the background nobody sees it: a way in that stays.
  [
    "command.reverse_shell",
    "ssh autossh",
    [/(?:^|\s)-[a-zA-Z]{0,6}R/, /(?:^|\s)-[a-zA-Z]{0,6}f/, /\d:(?:localhost|127\.0\.0\.1):22(?:\s|$)/],
  ],
  ["command.destroy", "helm", [/^(?:uninstall|delete)\b/, production]],
  ["command.destroy", "docker", [/^stack (?:rm|down)\b/, production]],
  ["command.destroy", "nomad", [/^(?:job )?stop\b/, /-purge\b/, production]],
  ["command.destroy", "vault", [/^kv (?:metadata delete|destroy)\b/], [wordsBehind(/^(?:delete|destroy)$/)]],
  ["command.destroy", "argocd", [/^app delete\b/, /(?:^|\s)(?:-y|--yes)(?:\s|$)/], [wordsBehind(/^delete$/)]],
  ["command.destroy", "sam", [/^delete\b/, /--no-prompts\b/], [valuesOf("--stack-name")]],
  [
    "command.destroy",
    "vercel vc",
    [/^(?:remove|rm)\b/, /(?:^|\s)(?:-y|--yes)(?:\s|$)/],
    [wordsBehind(/^(?:remove|rm)$/)],
  ],
  [
    "command.destroy",
    "netlify ntl",
    [/^sites:delete\b/, /(?:^|\s)(?:-f|--force)(?:\s|$)/],
    [wordsBehind(/^sites:delete$/)],
  ],
  [
    "command.destroy",
    "doctl",
    [/^compute (?:droplet|volume|snapshot) delete\b/, /(?:^|\s)(?:-f|--force)(?:\s|$)/],
    [wordsBehind(/^delete$/)],
  ],
  [
    "command.privilege",
    "aws",
    [/^rds modify-db-(?:instance|cluster)\b/, /(?:^|\s)--publicly-accessible(?:\s|$)/],
    [valuesOf("--db-instance-identifier", "--db-cluster-identifier")],
  ],
];
