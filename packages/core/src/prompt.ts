/**
 * Whose words a piece of a request is, as the model will see it.
 *
 * `tool_result` is data that a tool brought in (the least trusted), `tool_call` are arguments the model wrote earlier,
 * `tool_definition` is the name, description or schema of a tool, `other` is text in a field no dialect reader knows.
 */
export const promptRoles = [
  "system",
  "developer",
  "user",
  "assistant",
  "reasoning",
  "tool_call",
  "tool_result",
  "tool_definition",
  "other",
] as const;
/** See {@link promptRoles}. */
export type PromptRole = (typeof promptRoles)[number];

/** One string of a request body that the model will read. */
export interface PromptPart {
  readonly role: PromptRole;
  /** JSON pointer (RFC 6901) of the string in the request body; `#` before it for the name of a member, `@` for base64 data, read as text. */
  readonly path: string;
  /** The decoded string, UTF-16 as JavaScript has it. */
  readonly text: string;
  /** Name of the tool that a `tool_call`, `tool_result` or `tool_definition` belongs to, where the request tells. */
  readonly tool?: string;
}

/** A replacement inside one part: UTF-16 offsets into `PromptPart.text`, end exclusive; `replacement` is plain text, not JSON. */
export interface TextEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** One sequence of text in an answer; streamed pieces of the same channel belong together. */
export interface AnswerChannel {
  readonly kind: "text" | "reasoning" | "tool_call";
  /** Stable within one answer, such as `choices/0/content`; also the path of its findings. */
  readonly id: string;
  /** Name of the called tool for `tool_call`, once the answer told it. */
  readonly tool?: string;
}
