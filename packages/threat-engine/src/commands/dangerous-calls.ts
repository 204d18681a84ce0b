import { once } from "../once.ts";
import type { RuleInfo } from "../rule.ts";
import { readArgumentStrings } from "./argument-strings.ts";
import { assessAbuse, isEndless } from "./assess-abuse.ts";
import { assessDestruction, scoreDestroyingScript } from "./assess-destruction.ts";
import { assessExfiltration } from "./assess-exfiltration.ts";
import { assessLosses, removesAllListed } from "./assess-losses.ts";
import {
  assessCredentialAccess,
  assessRemoteCode,
  assessReverseShell,
  type CommandFacts,
  commandFacts,
  trustsInstaller,
} from "./assess-network.ts";
import { type Assessed, assessOperations } from "./assess-operations.ts";
import { assessSequence } from "./assess-sequence.ts";
import { assessWrites, isBelieved } from "./assess-writes.ts";
import { type CommandRule, commandRules } from "./command-rules.ts";
import { withoutDocuments } from "./here-documents.ts";
import { type Pipeline, readingLimit, type ShellCommand } from "./shell-words.ts";
import { commandsOf } from "./tool-arguments.ts";
import { commandsOfTool } from "./tool-commands.ts";
import { assessTool } from "./tool-operations.ts";
import { type ToolWrite, writesOfTool } from "./tool-writes.ts";
import { pipelinesOf, programName, readsDocument } from "./unwrap.ts";

/** A dangerous command inside the arguments of a tool call; offsets are those of the command in the arguments as they are written. */
export interface DangerousCall {
  readonly rule: RuleInfo;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

const forkBomb = /:\s?\(\)\s?\{\s?:\s?\|\s?:\s?&\s?\}\s?;\s?:|\b(\w{1,20})\(\)\s?\{\s?\1\s?\|\s?\1\s?&\s?\}/;
/**
 * Judges the commands in a tool call's arguments (JSON as the model wrote it, or a bare command).
 * Quoting, pipes, `sudo`, `xargs`, `bash -c` and substitutions are resolved first; file contents are not read as commands. Commands of more
 * than 500,000 characters, or of some 5,000 commands, are a finding of their own.
 */
export function findDangerousCalls(argumentsText: string, tool: string | undefined): readonly DangerousCall[] {
  const best = new Map<CommandRule, { readonly score: number; readonly command: string }>();
  let reading = "";
  const note = (rule: CommandRule, score: number): void => {
    if (score > (best.get(rule)?.score ?? 39)) best.set(rule, { score, command: reading });
  };
  const limit = readingLimit();
  const strings = once(() => readArgumentStrings(argumentsText));
  for (const command of [
    ...commandsOf(argumentsText, tool, strings),
    ...commandsOfTool(argumentsText, tool, strings),
  ]) {
    reading = command;
    const text = withoutDocuments(command);
    const pipelines = pipelinesOf(text, limit);
    // What was not read may do anything.
    if (limit.left < 0) {
      note("command.unreadable", 85);
      break;
    }
    if (forkBomb.test(text)) note("command.destroy", 95);
    if (emptiesProduction(text)) note("command.destroy", 84);
    if (isEndless(text)) note("command.resource_abuse", 60);
    if (readsDocument(text)) note("command.destroy", scoreDestroyingScript(text));
    const facts = commandFacts(text);
    for (const pipeline of pipelines) assess(pipeline, facts, note);
    for (const { rule, score } of assessSequence(pipelines, text)) note(rule, score);
  }
  for (const write of writesOfTool(argumentsText, tool, strings)) {
    reading = write.content;
    for (const { rule, score } of assessToolWrite(write)) note(rule, score);
  }
  reading = argumentsText;
  for (const { rule, score } of assessTool(argumentsText, tool, strings)) note(rule, score);
  return [...best].map(([rule, { score, command }]) => ({
    rule: commandRules[rule],
    ...placeOf(command, argumentsText),
    score,
  }));
}

const emptiesSchema =
  /\bdb:(?:drop|reset|purge|wipe|truncate_all)\b|\bmigrate(?::fresh|:reset| reset)\b|\becto\.(?:drop|reset)\b|\bmanage\.py (?:flush|reset_db)\b/;
const inProduction =
  /\b(?:(?:RAILS|RACK|NODE|APP|MIX|DJANGO)_ENV|DJANGO_SETTINGS_MODULE|APP_ENVIRONMENT)=["']?[\w.]{0,40}prod|--(?:env|environment|settings)[= ][\w.]{0,40}prod/;

/** Whether a framework's command empties the database of what is said to be production. */
function emptiesProduction(text: string): boolean {
  return emptiesSchema.test(text) && inProduction.test(text);
}

/** What a tool writes is judged as what `echo` and `sed -i` write. */
function assessToolWrite({ paths, content }: ToolWrite): readonly Assessed[] {
  const believed = [...new Set(paths)].filter(isBelieved);
  if (believed.length === 0) return [];
  const redirects = believed.map((target) => ({ operator: ">>", target }));
  const appended: ShellCommand = { words: ["echo", content], redirects };
  const lines = content.split("\n").map((line) => `/${line.trim()}/`);
  const edited: ShellCommand = { words: ["sed", "-i", lines.join("\n"), ...believed], redirects: [] };
  return [
    ...assessWrites([appended], { trustsInstaller: trustsInstaller(content) }),
    ...[appended, edited].flatMap(assessOperations),
  ];
}

/** Where a command stands in the arguments; all of them when it is not written there in one piece. */
function placeOf(command: string, argumentsText: string): { readonly start: number; readonly end: number } {
  const written = JSON.stringify(command).slice(1, -1);
  const start = argumentsText.indexOf(written);
  return start < 0 ? { start: 0, end: argumentsText.length } : { start, end: start + written.length };
}

/** Programs that do what their input says. */
const readsInput =
  /^(?:at|batch|python[\d.]{0,8}|node|ruby|perl|php|deno|go|psql|mysql|mariadb|sqlite3|mongosh?|redis-cli|cqlsh|sqlcmd|sqlplus|usql|mysqlsh|clickhouse-client)$/;

/** A call with the statements or the script that it is given as its input. */
function withInput(part: ShellCommand, before: ShellCommand | undefined): ShellCommand {
  if (!readsInput.test(programName(part.words[0] ?? ""))) return part;
  const echoed = /^(?:echo|printf)$/.test(before?.words[0] ?? "") ? (before?.words.slice(1) ?? []) : [];
  const here = part.redirects.filter(({ operator }) => operator === "<<<").map(({ target }) => target);
  return { ...part, words: [...part.words, ...echoed, ...here] };
}

function assess(pipeline: Pipeline, facts: CommandFacts, note: (rule: CommandRule, score: number) => void): void {
  for (const [index, command] of pipeline.entries()) {
    const part = withInput(command, pipeline[index - 1]);
    note("command.destroy", assessDestruction(part));
    note("command.resource_abuse", assessAbuse(part));
    for (const { rule, score } of [...assessOperations(part), ...assessLosses(part)]) note(rule, score);
  }
  if (removesAllListed(pipeline)) note("command.destroy", 84);
  for (const { rule, score } of assessWrites(pipeline, facts)) note(rule, score);
  note("command.remote_code", assessRemoteCode(pipeline, facts));
  note("command.reverse_shell", assessReverseShell(pipeline, facts));
  note("command.exfiltration", assessExfiltration(pipeline, facts));
  note("command.credential_access", assessCredentialAccess(pipeline));
}
