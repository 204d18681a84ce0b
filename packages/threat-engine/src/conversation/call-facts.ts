import { readArgumentStrings } from "../commands/argument-strings.ts";
import { isNetworkWrite } from "../commands/assess-exfiltration.ts";
import { isCredentialFile } from "../commands/credential-sources.ts";
import { readingLimit, type ShellCommand } from "../commands/shell-words.ts";
import { commandsOf } from "../commands/tool-arguments.ts";
import { pipelinesOf, programName } from "../commands/unwrap.ts";
import { once } from "../once.ts";

/** What one tool call reads, writes and sends. */
export interface CallFacts {
  /** The commands, or the string arguments of a tool that runs none. */
  readonly texts: readonly string[];
  /** Files named in a step that also names a credential file or one of the files asked for, as that step's output. */
  readonly derived: readonly string[];
  readonly sends: boolean;
  /** Hosts and addresses that a sending call names; machines of this one are none. */
  readonly destinations: readonly string[];
  readonly asksForRights: boolean;
}

const longestCall = 65_536;
/** Words in the names of tools that carry something away. */
const sendingTool =
  /send|post|upload|e-?mail|message|publish|share|webhook|forward|transfer|tweet|invite|http_?request/i;
/** What a host or an e-mail address is made of, with the signs that separate the parts of a URL. */
const address = /[A-Za-z0-9._%+@:/-]+/g;
const hostName = /^[A-Za-z0-9.-]{3,253}$/;
const localHost =
  /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2})$|\.(?:local|internal|localhost)$/i;

/** Reads a call's arguments; undefined for those of more than 65,536 characters. */
export function callFacts(
  argumentsText: string,
  tool: string | undefined,
  isTainted: (name: string) => boolean,
): CallFacts | undefined {
  if (argumentsText.length > longestCall) return undefined;
  const read = once(() => readArgumentStrings(argumentsText));
  const commands = commandsOf(argumentsText, tool, read);
  const limit = readingLimit();
  const pipelines = commands.flatMap((command) => pipelinesOf(command, limit));
  const strings = commands.length > 0 ? commands : read().map(({ value }) => value);
  const sends = commands.length > 0 ? pipelines.some(isNetworkWrite) : tool !== undefined && sendingTool.test(tool);
  return {
    texts: strings,
    derived: pipelines
      .filter((pipeline) =>
        pipeline.some((step) => wordsOf(step).some((word) => isTainted(word) || isCredentialFile(word))),
      )
      .flatMap((pipeline) => pipeline.flatMap(outputsOf)),
    sends,
    destinations: sends ? destinationsOf(strings) : [],
    asksForRights: commands.some((command) => /^\s{0,8}(?:sudo|doas|pkexec)\s/.test(command)),
  };
}

function wordsOf({ words, redirects }: ShellCommand): readonly string[] {
  return [...words, ...redirects.map(({ target }) => target)];
}

/** Files that a step writes: redirections, and the targets of programs that copy, pack and encode. */
function outputsOf({ words, redirects }: ShellCommand): readonly string[] {
  const [program = "", ...args] = words;
  const redirected = redirects.filter(({ operator }) => operator.includes(">")).map(({ target }) => target);
  const plain = args.filter((word) => !word.startsWith("-"));
  const named = args.flatMap((word, index) =>
    /^--?(?:o|out|output|f|file)$/.test(word) ? [args[index + 1] ?? ""] : [],
  );
  switch (programName(program)) {
    case "cp":
    case "mv":
    case "ln":
    case "install":
      return [...redirected, plain.at(-1) ?? ""];
    case "tee":
      return [...redirected, ...plain];
    case "tar":
    case "zip":
    case "7z":
      return [...redirected, ...named, ...plain.filter((word) => /\.(?:tar|tgz|gz|zip|7z|bz2|xz)\b/.test(word))];
    default:
      return [...redirected, ...named];
  }
}

/** Hosts and e-mail addresses in the texts, in lower case. */
function destinationsOf(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(address)].map(([run]) => destinationIn(run)));
  return [...new Set(found.map((name) => name.toLowerCase()).filter((name) => name !== "" && !localHost.test(name)))];
}

/** The host of a URL, or a whole e-mail address; empty when the run is neither. */
function destinationIn(run: string): string {
  const scheme = run.indexOf("://");
  const rest = scheme < 0 ? run : run.slice(scheme + 3);
  const authority = rest.split("/", 1)[0] ?? "";
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1).split(":", 1)[0] ?? "";
  if (!hostName.test(host) || (scheme < 0 && (at < 1 || !host.includes(".")))) return "";
  return scheme < 0 ? `${authority.slice(0, at)}@${host}` : host;
}
