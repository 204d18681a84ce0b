import type { AnswerChannel } from "@infershield/core";
import { cohereBlockPlaces, cohereCallPlaces, cohereUsage } from "./answer-cohere.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { indexIn, place, type Usage, unknownPlaces } from "./answer-text.ts";
import { createChannelLog } from "./channel-log.ts";
import { type JsonValue, member, text } from "./json-value.ts";
import { type SseEvent, sseBlock } from "./sse-parser.ts";
import { eventObject, isDone, type StepContent, streamStep } from "./stream-step.ts";

/** Reads the stream of a chat answer. @see Cohere API reference v2, "Chat with streaming" */
export function createCohereStream(): AnswerStream {
  const log = createChannelLog();
  let usage: Usage | undefined;

  function contentOf(source: string, root: JsonValue, event: SseEvent): StepContent {
    const index = indexIn(source, root, "index");
    const delta = member(root, "delta");
    const message = member(delta, "message");
    switch (text(member(root, "type")) ?? event.event) {
      case "message-start":
        return { parts: unknownPlaces(source, delta, "/delta", "start/", new Set()).map((it) => log.piece(it)) };
      case "content-start":
      case "content-delta":
        return {
          parts: cohereBlockPlaces(
            source,
            member(message, "content"),
            "/delta/message/content",
            `content/${index}`,
          ).map((it) => log.piece(it)),
        };
      case "content-end":
        return { ends: log.end(`content/${index}`) };
      case "tool-plan-delta": {
        const plan = place(source, member(message, "tool_plan"), "/delta/message/tool_plan", {
          kind: "reasoning",
          id: "tool_plan",
        });
        return { parts: plan.map((it) => log.piece(it)) };
      }
      case "tool-call-start":
      case "tool-call-delta": {
        const call = cohereCallPlaces(
          source,
          member(message, "tool_calls"),
          "/delta/message/tool_calls",
          `tool_calls/${index}`,
        );
        return { parts: call.map((it) => log.piece(it)) };
      }
      case "tool-call-end":
        return { ends: log.end(`tool_calls/${index}`) };
      case "message-end":
        usage = cohereUsage(source, member(delta, "usage")) ?? usage;
        return {
          parts: unknownPlaces(source, delta, "/delta", "end/", endKeys).map((it) => log.piece(it)),
          ends: log.end(),
          done: true,
          failed: text(member(delta, "finish_reason"))?.startsWith("ERROR") ?? false,
        };
      default:
        return { parts: unknownPlaces(source, root, "", "event/", new Set(["type"])).map((it) => log.piece(it)) };
    }
  }

  return {
    read: (event) => {
      if (isDone(event)) return streamStep(event, { ends: log.end(), done: true });
      const root = eventObject(event);
      return streamStep(event, root === undefined ? {} : contentOf(event.data ?? "", root, event));
    },
    deltaEvent: (channel, held) => {
      const [list, index] = channel.id.split("/");
      const { type, message } = heldMessage(list, channel, held);
      return sseBlock(
        JSON.stringify({ type, ...(index !== undefined && { index: Number(index) }), delta: { message } }),
        type,
      );
    },
    errorEvent: ({ code, message, requestId, extra }) => {
      const type = "message-end";
      const request = requestId === undefined ? {} : { request_id: requestId };
      return sseBlock(
        JSON.stringify({ type, delta: { finish_reason: "ERROR", error: message, code, ...request, ...extra } }),
        type,
      );
    },
    usage: () => usage,
    settled: () => false,
  };
}

const endKeys: ReadonlySet<string> = new Set(["finish_reason", "usage"]);

function heldMessage(
  list: string | undefined,
  channel: AnswerChannel,
  held: string,
): { type: string; message: unknown } {
  switch (list) {
    case "tool_plan":
      return { type: "tool-plan-delta", message: { tool_plan: held } };
    case "tool_calls":
      return { type: "tool-call-delta", message: { tool_calls: { function: { arguments: held } } } };
    default: {
      const content = channel.kind === "reasoning" ? { thinking: held } : { text: held };
      return { type: "content-delta", message: { content } };
    }
  }
}
