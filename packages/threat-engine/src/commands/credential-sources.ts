import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const credentialFile =
  /(?:^|[\s"'=@/\\<(])(?:\.env(?:\.\w+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.npmrc|\.pypirc|\.git-credentials|credentials\.json|shadow|gshadow|master\.key|wallet\.dat|login\.keychain(?:-db)?|Login Data|cookies\.sqlite)(?=$|[\s"'`)|;,])|\.aws\/credentials|\.ssh\/|\.kube\/config|\.docker\/config\.json|\.gnupg|\.config\/gcloud|\.azure\/|gh\/hosts\.yml|\.infershield/;
/** Folders whose whole content opens doors, and the list of accounts. */
const credentialFolder = /\.(?:ssh|aws|kube|azure|mozilla)(?=$|[\s"'`)|;,])|\.config\/google-chrome|\/etc\/passwd\b/;

/** Programs that print a credential, and the arguments with which they do. */
const printers: readonly (readonly [programs: string, args: RegExp])[] = [
  ["gh", /^auth (?:token|status.{0,20}-t)\b/],
  [
    "aws",
    /^(?:configure (?:get|export-credentials)|sts get-session-token|secretsmanager get-secret|ssm get-parameters?)\b/,
  ],
  ["gcloud", /^(?:auth (?:application-default )?print-|secrets versions access)/],
  ["az", /^account get-access-token\b|^keyvault secret show\b|^\w{1,40} keys list\b/],
  ["kubectl oc k", /(?:^| )get secrets?\b|\bconfig view.{0,40}--raw|\bwhoami -t/],
  ["vault consul etcdctl", /^(?:kv get|read|get|print token)\b/],
  ["op bw lpass gopass pass rbw chamber doppler infisical", /^(?:read|get|show|item|secrets|export)\b/],
  ["docker podman", /^inspect\b/],
  ["secret-tool keyring", /^(?:lookup|get)\b/],
  ["security", /^find-(?:generic|internet)-password\b/],
  ["git", /^credential\S{0,20} fill\b/],
  ["heroku doctl npm fly flyctl vercel supabase", /^(?:auth:token|auth token|token|tokens)\b/],
  ["env printenv export set history", /^(?:-p|)$/],
];

const printerOf: ReadonlyMap<string, RegExp> = new Map(
  printers.flatMap(([programs, args]) => programs.split(" ").map((name): [string, RegExp] => [name, args])),
);

/** Whether the word names a file that holds credentials. */
export function isCredentialFile(word: string): boolean {
  return credentialFile.test(word);
}

/** What stands beside keys and everybody may know. */
const publicFile = /\.ssh\/(?:[\w.-]{1,60}\.pub|known_hosts|config)(?![\w./-])/g;

/** Whether a line names a file or a folder of credentials, or the list of accounts. */
export function namesCredentials(line: string): boolean {
  const secret = line.includes(".ssh/") ? line.replace(publicFile, "") : line;
  return credentialFile.test(secret) || credentialFolder.test(secret);
}

/** Whether the call prints a credential, the environment or what was typed before. */
export function printsCredentials({ words }: ShellCommand): boolean {
  const name = programName(words[0] ?? "");
  const inner = /^(?:kubectl|oc)$/.test(name) ? words.indexOf("--", 1) : -1;
  if (inner >= 0) return printsCredentials({ words: words.slice(inner + 1), redirects: [] });
  return printerOf.get(name)?.test(words.slice(1).join(" ")) ?? false;
}
