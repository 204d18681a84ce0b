import type { CommandFacts } from "./assess-network.ts";
import { namesCredentials, printsCredentials } from "./credential-sources.ts";
import { assessSendingScript, staysHere } from "./sending-script.ts";
import { type Pipeline, parseShell, readingLimit, type ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const senders =
  /^(?:curl|wget|nc|ncat|netcat|socat|ssh|scp|sftp|rsync|ftp|tftp|telnet|http|https|xh|mail|mailx|sendmail|mutt|dig|nslookup|host|ping|openssl|gsutil|rclone|aws|az|gcloud|gh|restic|croc|transfer|whois|finger|invoke-webrequest|invoke-restmethod|iwr|irm)$/i;
const lookups = /^(?:dig|nslookup|host|ping)$/;
const interpreters = /^(?:python[\d.]*|perl|ruby|node|php|lua|bun|deno|pwsh|powershell)$/i;
const ownFolders = /(?:^|\s)(?:\/etc|\/root|\/home|~|\$\{?HOME\}?)\/?(?=\s|$)/;

/** Senders that keep no backups: what goes through them goes to somebody. */
const strangers = /^(?:curl|wget|nc|ncat|netcat|socat|telnet|http|https|xh|mail|mailx|sendmail|croc|transfer)$/;
/** Programs by what of their arguments says that they read a whole database, what is on the screen, or secrets among other words. */
const privateReaders: readonly (readonly [programs: RegExp, args: RegExp])[] = [
  [/^(?:mysqldump|pg_dump|pg_dumpall|mongodump|mongoexport|pbpaste|wl-paste|arecord|scrot|gnome-screenshot)$/, /^/],
  [/^(?:xclip|xsel)$/, /-o\b|--output/],
  [/^(?:import|screencapture|ffmpeg)$/, /-window root|-x\b|avfoundation|x11grab|pulse|alsa/],
  [
    /^(?:tar|zip|7z|cpio)$/,
    /(?:^|\s)(?:\.|(?:~|\$\{?HOME\}?|\/home\/\w{1,32}|\/Users\/\w{1,32})(?:\/(?:Documents|Desktop|Pictures|src|work|code|projects)?)?)\/?(?:\s|$)/,
  ],
  [/^(?:grep|egrep|rg|ag)$/, /passw|secret|token|api.?key|AKIA|private.?key|BEGIN/i],
];

function readsPrivate({ words }: ShellCommand): boolean {
  const [program = "", ...args] = words;
  const name = programName(program);
  return privateReaders.some(([programs, shape]) => programs.test(name) && shape.test(args.join(" ")));
}

/** 0–100: whether a pipeline sends credentials, or all of somebody's files, away. */
export function assessExfiltration(pipeline: Pipeline, facts: CommandFacts): number {
  const scripted = scoreSendingScript(pipeline, facts);
  if (scripted > 0) return scripted;
  const source = pipeline.findIndex(printsCredentials);
  const sender = pipeline.findIndex(
    ({ words }, index) => index !== source && senders.test(programName(words[0] ?? "")),
  );
  if (sender < 0) return 0;
  const command = pipeline[sender];
  const name = programName(command?.words[0] ?? "");
  const args = command?.words.slice(1) ?? [];
  const line = pipeline
    .map(({ words, redirects }) => [...words, ...redirects.map(({ target }) => target)].join(" "))
    .join(" | ");
  if (lookups.test(name) && /\$\(|`/.test(line) && /\b(?:cat|xxd|base64|env|whoami|id|hostname -I)\b/.test(line))
    return 82;
  const isUse = /^(?:ssh|scp|sftp|rsync)$/.test(name) && args.some((word) => word === "-i");
  const sends = writesToNetwork(name, args) || sender > 0;
  const posts = /^(?:invoke-|iwr$|irm$)/i.test(name) && /(?:^|\s)-(?:body|infile|method)\b/i.test(line);
  const reads = namesCredentials(line) || (posts && facts.namesCredentials);
  const given = args.some((word, index) => substitutesCredentials(word) && !isHeader(word, args[index - 1]));
  if (sends && (reads || given || (source >= 0 && source < sender)) && !isUse) return staysHere(line) ? 40 : 92;
  if (
    sender > 0 &&
    ownFolders.test(line.slice(0, line.indexOf(" | "))) &&
    /^(?:tar|zip|cpio)$/.test(firstName(pipeline))
  )
    return staysHere(line) || name === "ssh" ? 40 : 72;
  if (sender > 0 && strangers.test(name) && pipeline.slice(0, sender).some(readsPrivate) && !staysHere(line)) return 66;
  const carries = facts.namesUrl && /^(?:curl|wget)$/.test(name) && /(?:--data|-d\b|--post-data|\?|-F\b)/.test(line);
  const secretVariable = (word: string, index: number): boolean =>
    /\$\{?[A-Z_]{0,40}(?:API_?KEY|SECRET|TOKEN|PASSWORD)/.test(word) && !isHeader(word, args[index - 1]);
  return carries && args.some(secretVariable) ? 60 : 0;
}

/** Whether a pipeline sends something to another machine. */
export function isNetworkWrite(pipeline: Pipeline): boolean {
  const sender = pipeline.findIndex(({ words }) => senders.test(programName(words[0] ?? "")));
  const [program = "", ...args] = pipeline[sender]?.words ?? [];
  return sender >= 0 && (sender > 0 || writesToNetwork(programName(program), args));
}

/** 0–100: what the script in the arguments of a pipeline's first call in another language, or in the document behind it, sends away. */
function scoreSendingScript(pipeline: Pipeline, facts: CommandFacts): number {
  if (!interpreters.test(firstName(pipeline))) return 0;
  const hasDocument = pipeline[0]?.redirects.some(({ operator }) => operator === "<<") ?? false;
  return hasDocument ? facts.scriptSends() : assessSendingScript(pipeline[0]?.words.slice(1).join(" ") ?? "");
}

function firstName(pipeline: Pipeline): string {
  return programName(pipeline[0]?.words[0] ?? "");
}

/** Credentials in a header are shown to the service that they are for. */
function isHeader(word: string, before: string | undefined): boolean {
  return /^(?:-H|--header|-u|--user)$/.test(before ?? "") || /^(?:-H|--header=)?\s?[\w-]{1,40}:\s/.test(word);
}

/** Whether the word holds `$(…)` or backticks in which a credential is printed. */
function substitutesCredentials(word: string): boolean {
  if (!/\$\(|`/.test(word)) return false;
  return [...word.matchAll(/\$\(([^()]+)\)|`([^`]+)`/g)].some(([, inner, old]) =>
    parseShell(inner ?? old ?? "", readingLimit()).some((pipeline) => pipeline.some(printsCredentials)),
  );
}

function writesToNetwork(name: string, args: readonly string[]): boolean {
  if (name === "curl")
    return args.some(
      (word) =>
        /^(?:-d|-F|-T|-X|--data.*|--form.*|--upload-file|--json|--request|-d.+|-F.+|-XPOST|-XPUT)$/.test(word) ||
        /\$\(|`/.test(word),
    );
  if (name === "wget")
    return args.some((word) => /^--(?:post|body)-(?:data|file)|^--method=(?:POST|PUT)|\$\(|`/.test(word));
  return true;
}
