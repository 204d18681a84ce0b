import {
  type BodyStep,
  chatChunks,
  chatCompletion,
  jsonAnswer,
  sseAnswer,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "@infershield/testkit";

/** What the model says: a text in pieces, or one call of a tool. */
export type Reply =
  | { readonly pieces: readonly string[] }
  | { readonly tool: string; readonly input: Readonly<Record<string, string>> };

/** What a client asks for beside a turn: a title, a choice of model. JSON that satisfies both. */
const sideReply: Reply = { pieces: [JSON.stringify({ complexity_reasoning: "A greeting.", complexity_score: 10 })] };

/**
 * Answers in the dialect of the request: a turn with the reply, a request without tools with a few words.
 *
 * @param isTurn - Whether it is a turn; by default when it offers tools.
 * @returns 404 on a path that no provider has
 */
export function answerInDialect(
  request: UpstreamRequest,
  reply: Reply,
  isTurn: boolean = offersTools(request.body.toString("utf8")),
): UpstreamAnswer {
  const { pathname } = new URL(request.target, "http://upstream");
  const body = request.body.toString("utf8");
  const said = isTurn ? reply : sideReply;
  const streamed = /"stream"\s*:\s*true/.test(body);
  if (pathname === "/v1/chat/completions") return streamed ? sseAnswer(chatEvents(said)) : jsonAnswer(chatWhole(said));
  if (pathname === "/v1/responses") return streamed ? sseAnswer(responsesEvents(said)) : jsonAnswer(response(said));
  if (pathname === "/v1/messages") return streamed ? sseAnswer(messagesEvents(said)) : jsonAnswer(message(said));
  if (pathname.endsWith(":streamGenerateContent")) return sseAnswer(geminiEvents(said));
  if (pathname.endsWith(":generateContent")) return jsonAnswer(geminiEvents(said).at(-1));
  return jsonAnswer({ error: { message: "not here" } }, { status: 404 });
}

/** Tells a turn from what clients ask on the side. */
export function offersTools(body: string): boolean {
  return /"tools"\s*:\s*\[\s*\{/.test(body);
}

const piecesOf = (reply: Reply): readonly string[] => ("pieces" in reply ? reply.pieces : []);
const textOf = (reply: Reply): string => piecesOf(reply).join("");
const named = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

function chatWhole(reply: Reply): object {
  return chatCompletion(textOf(reply));
}

function chatEvents(reply: Reply): readonly (BodyStep | object)[] {
  if ("pieces" in reply) return chatChunks(reply.pieces);
  const chunk = (delta: object, finish_reason: string | null): object => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "gpt-test",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const call = (part: object): object => ({ tool_calls: [{ index: 0, ...part }] });
  return [
    chunk(
      { role: "assistant", ...call({ id: "call_1", type: "function", function: { name: reply.tool, arguments: "" } }) },
      null,
    ),
    chunk(call({ function: { arguments: JSON.stringify(reply.input) } }), null),
    chunk({}, "tool_calls"),
    "data: [DONE]\n\n",
  ];
}

function responseItem(reply: Reply): Readonly<Record<string, unknown>> {
  if ("pieces" in reply) {
    const content = [{ type: "output_text", text: textOf(reply), annotations: [], logprobs: [] }];
    return { id: "msg_1", type: "message", role: "assistant", status: "completed", content };
  }
  return {
    id: "fc_1",
    type: "function_call",
    call_id: "call_1",
    name: reply.tool,
    arguments: JSON.stringify(reply.input),
    status: "completed",
  };
}

function response(reply: Reply): object {
  return {
    id: "resp_1",
    object: "response",
    created_at: 1_700_000_000,
    model: "gpt-test",
    status: "completed",
    error: null,
    incomplete_details: null,
    output: [responseItem(reply)],
    parallel_tool_calls: true,
    tools: [],
    usage: {
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 5,
    },
  };
}

function responsesEvents(reply: Reply): readonly string[] {
  let sequence_number = 0;
  const event = (type: string, data: object): string => named(type, { sequence_number: sequence_number++, ...data });
  const done = response(reply);
  const begun = { ...done, status: "in_progress", output: [], usage: null };
  const item = responseItem(reply);
  const at = { item_id: item["id"], output_index: 0 };
  const part = { ...at, content_index: 0 };
  const inside =
    "pieces" in reply
      ? [
          ["response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", content: [] } }],
          ["response.content_part.added", { ...part, part: { type: "output_text", text: "", annotations: [] } }],
          ...reply.pieces.map((delta) => ["response.output_text.delta", { ...part, delta, logprobs: [] }] as const),
          ["response.output_text.done", { ...part, text: textOf(reply), logprobs: [] }],
          [
            "response.content_part.done",
            { ...part, part: { type: "output_text", text: textOf(reply), annotations: [] } },
          ],
        ]
      : [
          ["response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", arguments: "" } }],
          ["response.function_call_arguments.delta", { ...at, delta: item["arguments"] }],
          ["response.function_call_arguments.done", { ...at, arguments: item["arguments"] }],
        ];
  return (
    [
      ["response.created", { response: begun }],
      ["response.in_progress", { response: begun }],
      ...inside,
      ["response.output_item.done", { output_index: 0, item }],
      ["response.completed", { response: done }],
    ] as readonly (readonly [string, object])[]
  ).map(([type, data]) => event(type, data));
}

function message(reply: Reply): Readonly<Record<string, unknown>> {
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-test",
    content:
      "pieces" in reply
        ? [{ type: "text", text: textOf(reply) }]
        : [{ type: "tool_use", id: "toolu_1", name: reply.tool, input: reply.input }],
    stop_reason: "pieces" in reply ? "end_turn" : "tool_use",
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 2 },
  };
}

function messagesEvents(reply: Reply): readonly string[] {
  const whole = message(reply);
  const block =
    "pieces" in reply ? { type: "text", text: "" } : { type: "tool_use", id: "toolu_1", name: reply.tool, input: {} };
  const deltas =
    "pieces" in reply
      ? reply.pieces.map((text) => ({ type: "text_delta", text }))
      : [{ type: "input_json_delta", partial_json: JSON.stringify(reply.input) }];
  return [
    named("message_start", { message: { ...whole, content: [], stop_reason: null } }),
    named("content_block_start", { index: 0, content_block: block }),
    named("ping", {}),
    ...deltas.map((delta) => named("content_block_delta", { index: 0, delta })),
    named("content_block_stop", { index: 0 }),
    named("message_delta", {
      delta: { stop_reason: whole["stop_reason"], stop_sequence: null },
      usage: { output_tokens: 2 },
    }),
    named("message_stop", {}),
  ];
}

function geminiEvents(reply: Reply): readonly object[] {
  const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 };
  const parts =
    "pieces" in reply
      ? reply.pieces.map((text) => ({ text }))
      : [{ functionCall: { name: reply.tool, args: reply.input } }];
  return parts.map((part, index) => ({
    candidates: [
      {
        index: 0,
        content: { role: "model", parts: [part] },
        ...(index === parts.length - 1 && { finishReason: "STOP" }),
      },
    ],
    usageMetadata,
    modelVersion: "gemini-test",
    responseId: "r1",
  }));
}
