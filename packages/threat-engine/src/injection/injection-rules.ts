import type { RuleInfo } from "../rule.ts";
import type { InjectionRule } from "./injection-match.ts";

function injection(id: InjectionRule, severity: RuleInfo["severity"], explanation: string): RuleInfo {
  return { id, category: "prompt_injection", severity, explanation };
}

/** What each injection rule says in its findings. */
export const injectionRules: Readonly<Record<InjectionRule, RuleInfo>> = {
  "injection.override": injection(
    "injection.override",
    "high",
    "The text tells the model to disregard its instructions.",
  ),
  "injection.prompt_extraction": injection(
    "injection.prompt_extraction",
    "medium",
    "The text asks for the model's hidden instructions, or for a secret that it is thought to keep.",
  ),
  "injection.jailbreak": injection(
    "injection.jailbreak",
    "high",
    "The text sets up a role play that frees the model from its rules.",
  ),
  "injection.safety_off": injection(
    "injection.safety_off",
    "high",
    "The text tells the model to switch its safety rules off, or that they are.",
  ),
  "injection.role_token": injection(
    "injection.role_token",
    "high",
    "The text imitates a chat template's mark of who speaks, followed by orders.",
  ),
  "injection.data_link": injection(
    "injection.data_link",
    "high",
    "The text asks for an answer with an address into which the conversation is to be put.",
  ),
  "injection.planted_instruction": injection(
    "injection.planted_instruction",
    "critical",
    "Data from a tool holds orders to the assistant.",
  ),
  "injection.request": injection(
    "injection.request",
    "medium",
    "Data from a tool asks for something in ordinary words, as a person asks his assistant.",
  ),
  "injection.hidden_text": injection(
    "injection.hidden_text",
    "high",
    "The text holds a message in characters that are never shown.",
  ),
  "injection.model": injection(
    "injection.model",
    "medium",
    "The text resembles known injections (a statistical signal, never alone a reason to block).",
  ),
};
