import { answerConversation, type Conversation, type ModelAnswer, usageOf } from "./model.ts";

/** Characters in one streamed piece: small, so that a secret or a placeholder is always cut in two. */
const pieceLength = 7;

/** Answers a conversation in the form of OpenAI's chat completions, whole or as a stream of events. */
export function chatCompletion(
  conversation: Conversation,
  options: { readonly id: string; readonly created: number },
): Response {
  const answer = answerConversation(conversation);
  const usage = usageOf(conversation, answer);
  const base = { id: `chatcmpl-${options.id}`, created: options.created, model: conversation.model };
  const finishReason = answer.kind === "text" ? "stop" : "tool_calls";

  if (!conversation.stream) {
    const choice = { index: 0, message: messageOf(answer, options.id), logprobs: null, finish_reason: finishReason };
    return Response.json({ ...base, object: "chat.completion", choices: [choice], usage });
  }
  const chunk = (delta: object, finish: string | null): object => ({
    ...base,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const chunks = [
    chunk({ role: "assistant", content: answer.kind === "text" ? "" : null }, null),
    ...deltasOf(answer, options.id).map((delta) => chunk(delta, null)),
    chunk({}, finishReason),
    ...(conversation.includeUsage ? [{ ...base, object: "chat.completion.chunk", choices: [], usage }] : []),
  ];
  return new Response(eventStream([...chunks.map((event) => JSON.stringify(event)), "[DONE]"]), {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" },
  });
}

function messageOf(answer: ModelAnswer, id: string): object {
  if (answer.kind === "text") return { role: "assistant", content: answer.text, refusal: null };
  const call = { id: `call_${id}`, type: "function", function: { name: answer.tool, arguments: answer.arguments } };
  return { role: "assistant", content: null, refusal: null, tool_calls: [call] };
}

function deltasOf(answer: ModelAnswer, id: string): readonly object[] {
  if (answer.kind === "text") return piecesOf(answer.text).map((content) => ({ content }));
  const opening = { index: 0, id: `call_${id}`, type: "function", function: { name: answer.tool, arguments: "" } };
  return [
    { tool_calls: [opening] },
    ...piecesOf(answer.arguments).map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function piecesOf(text: string): readonly string[] {
  const characters = [...text];
  const starts = Array.from({ length: Math.ceil(characters.length / pieceLength) }, (_, index) => index * pieceLength);
  return starts.map((start) => characters.slice(start, start + pieceLength).join(""));
}

/** One event a pull: a client that stops reading stops the stream. */
function eventStream(events: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const event = events[next];
      next += 1;
      if (event === undefined) controller.close();
      else controller.enqueue(encoder.encode(`data: ${event}\n\n`));
    },
  });
}
