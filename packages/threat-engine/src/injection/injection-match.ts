import type { PromptRole } from "@infershield/core";
import type { View } from "../views/view.ts";

/** Names of the injection rules. */
export type InjectionRule =
  | "injection.override"
  | "injection.prompt_extraction"
  | "injection.jailbreak"
  | "injection.safety_off"
  | "injection.role_token"
  | "injection.data_link"
  | "injection.planted_instruction"
  | "injection.request"
  | "injection.hidden_text"
  | "injection.model";

/** A match of an injection rule in a view: UTF-16 offsets of the view, 0–100. */
export interface InjectionMatch {
  readonly rule: InjectionRule;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** What seems to be talked about rather than ordered: nothing makes it a block. */
  readonly mentioned?: true;
}

/** What is looked at: one reading of one part. */
export interface InjectionText {
  readonly view: View;
  readonly role: PromptRole;
}
