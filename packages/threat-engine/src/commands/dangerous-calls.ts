import type { RuleInfo } from "../rule.ts";
import { assessDestruction } from "./assess-destruction.ts";
import {
  assessCredentialAccess,
  assessExfiltration,
  assessRemoteCode,
  assessReverseShell,
  touchesNetwork,
} from "./assess-network.ts";
import { type CommandRule, commandRules } from "./command-rules.ts";
import type { Pipeline } from "./shell-words.ts";
import { commandsOf } from "./tool-arguments.ts";
import { pipelinesOf } from "./unwrap.ts";

/** A dangerous command inside the arguments of a tool call; offsets cover the whole arguments. */
export interface DangerousCall {
  readonly rule: RuleInfo;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

const forkBomb = /:\s?\(\)\s?\{\s?:\s?\|\s?:\s?&\s?\}\s?;\s?:|\b(\w{1,20})\(\)\s?\{\s?\1\s?\|\s?\1\s?&\s?\}/;
const loginFile =
  /(?:^|\/)(?:\.ssh\/authorized_keys|etc\/(?:passwd|shadow|sudoers(?:\.d\/\S{1,40})?|ld\.so\.preload|crontab)|\.bashrc|\.zshrc|\.profile|\.bash_profile)$/;

/**
 * Judges the commands in a tool call's arguments (JSON as the model wrote it, or a bare command).
 * Quoting, pipes, `sudo`, `xargs`, `bash -c` and substitutions are resolved first; file contents are not read as commands.
 */
export function findDangerousCalls(argumentsText: string, tool: string | undefined): readonly DangerousCall[] {
  const best = new Map<CommandRule, number>();
  const note = (rule: CommandRule, score: number): void => {
    if (score > (best.get(rule) ?? 39)) best.set(rule, score);
  };
  for (const command of commandsOf(argumentsText, tool)) {
    if (forkBomb.test(command)) note("command.destroy", 95);
    for (const pipeline of pipelinesOf(command)) assess(pipeline, command, note);
  }
  return [...best].map(([rule, score]) => ({ rule: commandRules[rule], start: 0, end: argumentsText.length, score }));
}

function assess(pipeline: Pipeline, command: string, note: (rule: CommandRule, score: number) => void): void {
  for (const part of pipeline) {
    note("command.destroy", assessDestruction(part));
    const written = part.redirects.filter(({ operator }) => operator.includes(">")).map(({ target }) => target);
    const teed = /(?:^|\/)tee$/.test(part.words[0] ?? "") ? part.words.slice(1) : [];
    const target = [...written, ...teed].find((path) => loginFile.test(path));
    if (target !== undefined) note("command.persistence", /rc$|profile$/.test(target) ? 42 : 84);
  }
  note("command.remote_code", assessRemoteCode(pipeline, command));
  note("command.reverse_shell", assessReverseShell(pipeline, command));
  note("command.exfiltration", assessExfiltration(pipeline, command));
  note("command.credential_access", assessCredentialAccess(pipeline));
}

const networkTool = /fetch|http|request|browser|navigate|web|url|email|mail|slack|webhook|upload|publish|post_|send/i;

/** Whether a tool call may carry its arguments to another machine; placeholders in it are not restored. */
export function isNetworkWrite(argumentsText: string, tool: string | undefined): boolean {
  if (tool !== undefined && networkTool.test(tool)) return true;
  return commandsOf(argumentsText, tool).some((command) => pipelinesOf(command).some(touchesNetwork));
}
