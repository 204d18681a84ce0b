/** What the sandbox's model says to a conversation: text, or a call of one of the offered tools. */
export type ModelAnswer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tool_call"; readonly tool: string; readonly arguments: string };

/** A chat completions request, read as far as the model looks at it. */
export interface Conversation {
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  readonly tools: readonly string[];
  /** Name of the tool that `tool_choice` asks for; `required` without a name is the first tool. */
  readonly wantedTool?: string;
}

/**
 * Answers by a fixed rule, so that tests and demonstrations can foretell it: it repeats the last message, which shows what reached the provider.
 * It calls a tool when `tool_choice` or the words `call <tool>` in the user's last message ask for one.
 */
export function answerConversation({ messages, tools, wantedTool }: Conversation): ModelAnswer {
  const last = messages.at(-1);
  const text = last?.text ?? "";
  if (last?.role === "tool") return { kind: "text", text: `The tool said: ${text}` };
  const tool = wantedTool ?? tools.find((name) => text.includes(`call ${name}`));
  if (tool !== undefined) return { kind: "tool_call", tool, arguments: JSON.stringify({ input: text }) };
  return { kind: "text", text: `You said: ${text}` };
}

/** Token counts by a rule of thumb: four characters each. */
export function usageOf(conversation: Conversation, answer: ModelAnswer): Usage {
  const prompt = conversation.messages.reduce((sum, { text }) => sum + tokensIn(text), 0);
  const completion = tokensIn(answer.kind === "text" ? answer.text : answer.arguments);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Usage as OpenAI's API tells it. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Reads a request body; undefined when it is no chat completions request. */
export function readConversation(body: unknown): Conversation | undefined {
  if (!isRecord(body) || typeof body["model"] !== "string" || !Array.isArray(body["messages"])) return undefined;
  const tools = listOf(body["tools"]).flatMap((tool) => nameOf(tool) ?? []);
  const wantedTool = body["tool_choice"] === "required" ? tools[0] : nameOf(body["tool_choice"]);
  const streamOptions = body["stream_options"];
  return {
    model: body["model"],
    stream: body["stream"] === true,
    includeUsage: isRecord(streamOptions) && streamOptions["include_usage"] === true,
    messages: body["messages"].filter(isRecord).map((message) => ({
      role: typeof message["role"] === "string" ? message["role"] : "user",
      text: textOf(message["content"]),
    })),
    tools,
    ...(wantedTool === undefined ? {} : { wantedTool }),
  };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const texts = listOf(content).map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : ""));
  return texts.filter((text) => text !== "").join("\n");
}

function nameOf(tool: unknown): string | undefined {
  const named = isRecord(tool) && isRecord(tool["function"]) ? tool["function"]["name"] : undefined;
  return typeof named === "string" ? named : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
