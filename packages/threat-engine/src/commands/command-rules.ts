import type { RuleInfo } from "../rule.ts";

/** Names of the rules about commands. */
export type CommandRule =
  | "command.destroy"
  | "command.remote_code"
  | "command.reverse_shell"
  | "command.exfiltration"
  | "command.persistence"
  | "command.privilege"
  | "command.cover_up"
  | "command.credential_access"
  | "command.resource_abuse"
  | "command.unreadable";

function command(id: CommandRule, severity: RuleInfo["severity"], explanation: string): RuleInfo {
  return { id, category: "dangerous_tool_call", severity, explanation };
}

/** What each rule about commands says in its findings. */
export const commandRules: Readonly<Record<CommandRule, RuleInfo>> = {
  "command.destroy": command("command.destroy", "critical", "The command destroys data that cannot be brought back."),
  "command.remote_code": command(
    "command.remote_code",
    "high",
    "The command runs a program straight from the network or from an encoded text.",
  ),
  "command.reverse_shell": command(
    "command.reverse_shell",
    "critical",
    "The command opens a shell to another machine.",
  ),
  "command.exfiltration": command(
    "command.exfiltration",
    "critical",
    "The command sends credentials or files to another machine.",
  ),
  "command.persistence": command(
    "command.persistence",
    "high",
    "The command changes who may log in or what runs at login.",
  ),
  "command.privilege": command(
    "command.privilege",
    "high",
    "The command gives more rights than somebody had, or leaves a container.",
  ),
  "command.cover_up": command(
    "command.cover_up",
    "high",
    "The command switches off what protects or records the machine.",
  ),
  "command.credential_access": command(
    "command.credential_access",
    "medium",
    "The command reads a file that holds credentials.",
  ),
  "command.resource_abuse": command(
    "command.resource_abuse",
    "high",
    "The command mines coins, fills the disk or keeps the machine busy without end.",
  ),
  "command.unreadable": command(
    "command.unreadable",
    "high",
    "The commands are too long or too deeply nested to be judged.",
  ),
};
