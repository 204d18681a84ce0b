import { once } from "../once.ts";
import { namesCredentials } from "./credential-sources.ts";
import { assessSendingScript } from "./sending-script.ts";
import type { Pipeline, ShellCommand } from "./shell-words.ts";
import { isShell, programName } from "./unwrap.ts";

const downloaders =
  /^(?:curl|wget|fetch|https?|xh|aria2c|axel|lynx|links|w3m|lwp-request|GET|finger|whois|dig|nslookup|iwr|irm|invoke-webrequest|invoke-restmethod)$/i;
const interpreters =
  /^(?:(?:python|perl|ruby|node|php|lua)[\d.]*|bun|deno|osascript|pwsh|powershell|iex|invoke-expression)$/i;
/** What the rules ask of a whole command text: asked once, not again for each of its pipelines. */
export interface CommandFacts {
  readonly trustsInstaller: boolean;
  readonly readsDownload: boolean;
  readonly connects: boolean;
  readonly runsShell: boolean;
  readonly makesTunnel: boolean;
  readonly namesUrl: boolean;
  readonly namesCredentials: boolean;
  /** Holds a script that connects a shell to a socket. */
  readonly scriptsShell: boolean;
  /** 0–100: whether it holds a script that sends credentials away. */
  readonly scriptSends: () => number;
}

/** Reads the facts of one command text. */
export function commandFacts(text: string): CommandFacts {
  return {
    trustsInstaller: trustsInstaller(text),
    readsDownload:
      /\b(?:bash|sh|zsh|source|\.)\s{1,3}<\(\s{0,3}(?:curl|wget)\b|\b(?:iex|invoke-expression)\s{0,3}\(\s{0,3}(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod|new-object)\b/i.test(
        text,
      ),
    connects: connection.test(text),
    runsShell:
      /\b(?:ba|k|z|da)?sh\b|exec|system|spawn|popen|\bcmd\.exe|\biex\b|ProcessBuilder|os:cmd|getline|new Process\(|\brun\(/.test(
        text,
      ),
    makesTunnel: /mkfifo|mknod|s_client|telnet/.test(text),
    namesUrl: /https?:/.test(text),
    namesCredentials: namesCredentials(text),
    scriptsShell: isReverseShell(text),
    scriptSends: once(() => assessSendingScript(text)),
  };
}

const fetchCall =
  /\b(?:curl|wget|fetch|https?|xh|aria2c|axel|lynx|links|w3m|lwp-request|iwr|irm|invoke-webrequest|invoke-restmethod)\s/i;

/** Whether all that a text fetches are installers of well-known tools; their addresses elsewhere in it count for nothing. */
export function trustsInstaller(text: string): boolean {
  if (!text.includes("https://")) return false;
  const fetched = text.split(/[|;&\n`)]/).flatMap((part) => {
    const call = fetchCall.exec(part);
    if (call === null) return [];
    const args = part.slice(call.index + call[0].length).split(/[\s"']+/);
    return [args.filter((word) => !word.startsWith("-") && /[.:/]/.test(word))];
  });
  return (
    fetched.length > 0 &&
    fetched.every((words) => words.length > 0 && words.every((word) => trustedInstallers.test(word)))
  );
}

const trustedInstallers =
  /^https:\/\/(?:raw\.githubusercontent\.com\/(?:nvm-sh|Homebrew|ohmyzsh)\/|(?:sh\.rustup\.rs|get\.docker\.com|install\.python-poetry\.org|bun\.sh|deno\.land|get\.pnpm\.io|astral\.sh|fnm\.vercel\.app|get\.helm\.sh|deb\.nodesource\.com)(?:[/?#]|$))/;
const socketMade =
  /socket\.(?:socket|bind|connect)\(|net\.(?:connect|Socket|createServer|createConnection)\(|require\s?\(?["'](?:socket|net)["']|[.:]connect\(|[.:]bind\(\(?["'][\w.*:]{0,40}["'], ?\d|\bconnect\(|\bsocket\s{1,3}(?:-server|\$|\w)|\blisten\(/;
const shellMade =
  /subprocess|dup2|\/bin\/|popen|spawn|child_process|ProcessBuilder|\brun\(|\bexecute\b|os\.execute|loadstring|\bexec|\bsystem\b/;

/** Whether a script connects a shell to a socket. */
function isReverseShell(script: string): boolean {
  return socketMade.test(script) && shellMade.test(script);
}

/** 0–100: whether a pipeline runs what it downloads or decodes. */
export function assessRemoteCode(pipeline: Pipeline, facts: CommandFacts): number {
  const names = pipeline.map(({ words }) => programName(words[0] ?? ""));
  const runner = names.findIndex(
    (name, index) => index > 0 && (isShell(name) || isInlineInterpreter(name, pipeline[index])),
  );
  if (runner > 0) {
    const before = names.slice(0, runner);
    if (before.some((name) => downloaders.test(name))) return facts.trustsInstaller ? 55 : 86;
    if (pipeline.slice(0, runner).some(decodes)) return 88;
  }
  const [first = "", ...rest] = pipeline[0]?.words ?? [];
  const name = programName(first);
  const substituted = rest.some((word) => /(?:\$\(|`|<\()\s{0,3}(?:curl|wget)\b/.test(word));
  const runsArguments = isShell(name) || name === "eval" || name === "source" || interpreters.test(name);
  if ((substituted && runsArguments) || facts.readsDownload) return facts.trustsInstaller ? 55 : 86;
  if (
    interpreters.test(name) &&
    /(?:urlopen|requests\.get|urlretrieve|LWP::|open-uri|https?\.get)\b/.test(rest.join(" ")) &&
    /\b(?:exec|eval|system)\b/.test(rest.join(" "))
  )
    return 84;
  return 0;
}

function isInlineInterpreter(name: string, command: ShellCommand | undefined): boolean {
  const args = command?.words.slice(1) ?? [];
  return interpreters.test(name) && (args.length === 0 || args[0] === "-" || args[0] === "-s");
}

function decodes({ words }: ShellCommand): boolean {
  const name = programName(words[0] ?? "");
  return (
    (/^(?:base64|base32|openssl|xxd|uudecode)$/.test(name) &&
      words.some((word) => /^(?:-d|-D|--decode|-r|-a)$/.test(word))) ||
    name === "rev"
  );
}

const connection =
  /\/dev\/(?:tcp|udp)\/(?!(?:localhost|127(?:\.\d{1,3}){3})\/)[^\s/]|\/inet\/(?:tcp|udp)|\bpty\.spawn\b|fsockopen\(|stream_socket_client|TCPSocket\.(?:new|open)|TCPServer\.|IO::Socket|sockaddr_in|PF_INET|socket\.tcp\(|TCPClient\(|java\.net\.(?:Server)?Socket|\bztcp\b|net\.(?:createServer|connect|Socket)\b|\bnew Socket\(|\bSocket\.tcp\(|gen_tcp:connect|\bsocketConnection\(|\bsocket_(?:connect|accept)\(|net\.Dial\(|Deno\.connect\(|\bnew TcpClient\(|\busing Sockets\b/;
const readers = /^(?:grep|rg|ag|cat|less|head|tail|sed|git|ls|find|diff|man|jq|wc)$/;

const scriptable =
  /^(?:awk|gawk|mawk|nawk|vi|vim|rvim|view|rview|vimdiff|nvim|gdb|jrunscript|jjs|java|jshell|julia|tclsh|wish|expect|bash|zsh|ksh|dash|sh|lua|luajit|easy_install|pip\d?|irb|rake|cpan|nmap|msfconsole|Rscript|R|ghci|gimp|blender|scapy|ipython\d?|groovy|sqlmap|wireshark|tshark)$/;

/** Programs that run a script from their arguments or input. */
function runsScripts(name: string): boolean {
  return interpreters.test(name) || scriptable.test(name);
}

/** 0–100: whether a pipeline gives a shell to another machine. */
export function assessReverseShell(pipeline: Pipeline, facts: CommandFacts): number {
  if (facts.scriptsShell && pipeline.some(({ words }) => runsScripts(programName(words[0] ?? "")))) return 92;
  const mayConnect = facts.connects && facts.runsShell;
  if (mayConnect && pipeline.some(({ words }) => !readers.test(programName(words[0] ?? "")))) return 91;
  for (const { words, redirects } of pipeline) {
    const name = programName(words[0] ?? "");
    const args = words.slice(1).join(" ");
    if (redirects.some(({ target }) => /^\/dev\/(?:tcp|udp)\/(?!(?:localhost|127(?:\.\d{1,3}){3})\/)/.test(target)))
      return 92;
    if (
      /^(?:nc|ncat|netcat|socat|websocat|sbd|pwncat|socket)$/.test(name) &&
      /(?:^|\s)-{1,2}[a-z]{0,6}(?:e|c|p|exec)\s{1,4}['"]?(?:\/bin\/|\/usr\/bin\/)?(?:ba|z|k|da)?sh\b|(?:^|\s)-{1,2}[a-z]{0,6}(?:e|c|exec|sh-exec|lua-exec)\b|(?:exec|system|sh-c):/i.test(
        args,
      )
    )
      return 94;
    if (runsScripts(name) && (connection.test(args) || isReverseShell(args))) return 92;
    if (handsShellOver(name, words.slice(1))) return 86;
  }
  const ends = pipeline.map(({ words }) => programName(words[0] ?? ""));
  const network = ends.some((name) => /^(?:nc|ncat|netcat|telnet|openssl|socat)$/.test(name));
  if (network && ends.some((name) => isShell(name)) && (facts.makesTunnel || ends.length > 1)) return 90;
  return 0;
}

/** Terminals, and what starts programs of this machine in a place of its own: their numbers are sizes and accounts. */
const localStarters =
  /^(?:x?term|[a-z-]{0,20}(?:terminal|konsole)|kitty|tmux|screen|docker|podman|kubectl|oc|lxc|ssh|mosh|su|chroot|unshare|script|flock|runuser)$/;
const shellGiven =
  /^(?:-{1,2}[a-z-]{0,12}(?:[ec]|exec|command|shell)[= ])?['"]?(?:\/(?:usr\/)?bin\/)?(?:ba|da|z|k)?sh(?:['"]|\s{1,2}-i|$)/i;

/** Whether a program that is not known is told to run a shell, and an address or a port: whatever it is called, it connects them. */
function handsShellOver(name: string, args: readonly string[]): boolean {
  const shell = args.findIndex(
    (word, index) =>
      shellGiven.test(word) &&
      (word.startsWith("-") || /^-{1,2}[a-z-]{0,12}(?:[ec]|exec)$/i.test(args[index - 1] ?? "")),
  );
  if (shell < 0 || localStarters.test(name) || isShell(name)) return false;
  return args.some(
    (word, index) =>
      index !== shell && /^(?:[\w.-]{1,253}:)?(?:[1-9]\d{1,4}|\$\{?\w{0,20}PORT\w{0,20}\}?)$/i.test(word),
  );
}

/** 0–100: whether the pipeline reads a file that holds credentials. */
export function assessCredentialAccess(pipeline: Pipeline): number {
  return pipeline.some(({ words, redirects }) => {
    const name = programName(words[0] ?? "");
    if (
      !/^(?:cat|less|more|head|tail|cp|base64|xxd|strings|grep|tar|zip|sed|awk|od|bat|vim?|nano|security|sqlite3)$/.test(
        name,
      )
    )
      return false;
    const line = [...words.slice(1), ...redirects.map(({ target }) => target)].join(" ");
    return /id_(?:rsa|dsa|ecdsa|ed25519)(?!\.pub)\b|\/etc\/g?shadow|\.aws\/credentials|\.netrc|\.git-credentials|\.kube\/config|\.infershield|find-generic-password|logins\.json|Login Data/.test(
      line,
    );
  })
    ? 50
    : 0;
}
