import type { RuleInfo } from "../rule.ts";

/** Names of the rules that look at several steps of one conversation. */
export type ConversationRule =
  | "chain.secret_exfiltration"
  | "chain.injected_action"
  | "chain.untrusted_destination"
  | "chain.placeholder_sent"
  | "chain.privilege_escalation"
  | "tool.changed_definition";

function rule(
  id: ConversationRule,
  category: RuleInfo["category"],
  severity: RuleInfo["severity"],
  explanation: string,
): RuleInfo {
  return { id, category, severity, explanation };
}

/** What each rule about several steps says in its findings. */
export const conversationRules: Readonly<Record<ConversationRule, RuleInfo>> = {
  "chain.secret_exfiltration": rule(
    "chain.secret_exfiltration",
    "exfiltration",
    "critical",
    "The call sends a file to another machine that an earlier step made from credentials.",
  ),
  "chain.injected_action": rule(
    "chain.injected_action",
    "dangerous_tool_call",
    "critical",
    "The call does what orders hidden in an earlier tool result ask for.",
  ),
  "chain.untrusted_destination": rule(
    "chain.untrusted_destination",
    "exfiltration",
    "medium",
    "The call sends data to a destination that only tool results have named.",
  ),
  "chain.placeholder_sent": rule(
    "chain.placeholder_sent",
    "exfiltration",
    "medium",
    "The call sends a secret of this conversation to another machine.",
  ),
  "chain.privilege_escalation": rule(
    "chain.privilege_escalation",
    "dangerous_tool_call",
    "medium",
    "The call asks for more rights right after a step was denied.",
  ),
  "tool.changed_definition": rule(
    "tool.changed_definition",
    "prompt_injection",
    "medium",
    "A tool is described differently than earlier in this conversation, under the same name.",
  ),
};
