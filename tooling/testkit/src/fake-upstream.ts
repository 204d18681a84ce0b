import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listenOnLoopback } from "./loopback.ts";

/** One request as the upstream saw it. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** Resolves when the connection of this request was closed before the answer was complete. */
  readonly cancelled: Promise<void>;
}

/** One step of an answer's body: bytes to write, a wait, a connection torn down, or silence until the other side leaves. */
export type BodyStep =
  | string
  | Uint8Array
  | { readonly waitMs: number }
  | { readonly until: Promise<unknown> }
  | "reset"
  | "hang";

/** What the upstream answers. */
export interface UpstreamAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Written one after the other, each flushed on its own. */
  readonly steps?: readonly BodyStep[];
  /** Bytes written to the socket as they are, instead of an HTTP answer. */
  readonly raw?: string;
}

/** An answer, or a function that makes one from the request. */
export type UpstreamScript = UpstreamAnswer | ((request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>);

/** A model provider's API on loopback that answers what it was told to. */
export interface FakeUpstream {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Every request since the start, in order. */
  readonly requests: readonly UpstreamRequest[];
  /** Answers for the next requests, one each; afterwards the answer of {@link always}. */
  next(...scripts: readonly UpstreamScript[]): void;
  /** The answer when none is queued; at the start a short chat completion, streamed when the request asks for it. */
  always(script: UpstreamScript): void;
  close(): Promise<void>;
}

/** Starts a scripted upstream on a free port of 127.0.0.1. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const requests: UpstreamRequest[] = [];
  const queue: UpstreamScript[] = [];
  let usual: UpstreamScript = answerChat;

  const server = createServer({ maxHeaderSize: 64_000 }, (incoming, outgoing) => {
    const cancelled = new Promise<void>((resolve) => {
      outgoing.once("close", () => {
        if (!outgoing.writableFinished) resolve();
      });
    });
    incoming.once("error", () => {});
    outgoing.once("error", () => {});
    void readAll(incoming)
      .then(async (body) => {
        const request = describe(incoming, body, cancelled);
        requests.push(request);
        const script = queue.shift() ?? usual;
        await play(typeof script === "function" ? await script(request) : script, outgoing);
      })
      .catch(() => outgoing.destroy());
  });
  const port = await listenOnLoopback(server);

  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    next: (...scripts) => void queue.push(...scripts),
    always: (script) => {
      usual = script;
    },
    close: () => closeServer(server),
  };
}

/** A JSON answer. */
export function jsonAnswer(body: unknown, answer: UpstreamAnswer = {}): UpstreamAnswer {
  return {
    ...answer,
    headers: { "content-type": "application/json", ...answer.headers },
    steps: [JSON.stringify(body)],
  };
}

/** A stream of server-sent events; each item is one event's data, or a step. Strings are sent as they are, objects as JSON. */
export function sseAnswer(items: readonly (BodyStep | object)[], answer: UpstreamAnswer = {}): UpstreamAnswer {
  return {
    ...answer,
    headers: { "content-type": "text/event-stream; charset=utf-8", ...answer.headers },
    steps: items.map((item) => (isStep(item) ? item : `data: ${JSON.stringify(item)}\n\n`)),
  };
}

/** A finished chat completion with one choice. */
export function chatCompletion(content: string): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "gpt-test",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}

/** The chunks of a streamed chat completion, one piece of text each, with usage and `[DONE]`. */
export function chatChunks(pieces: readonly string[]): readonly (BodyStep | object)[] {
  const chunk = (delta: object, finish: string | null): object => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "gpt-test",
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  return [
    chunk({ role: "assistant", content: "" }, null),
    ...pieces.map((content) => chunk({ content }, null)),
    chunk({}, "stop"),
    "data: [DONE]\n\n",
  ];
}

function answerChat(request: UpstreamRequest): UpstreamAnswer {
  const streamed = /"stream"\s*:\s*true/.test(request.body.toString("utf8"));
  return streamed ? sseAnswer(chatChunks(["Hello", " there"])) : jsonAnswer(chatCompletion("Hello there"));
}

function isStep(item: BodyStep | object): item is BodyStep {
  return typeof item === "string" || item instanceof Uint8Array || "waitMs" in item || "until" in item;
}

async function play(answer: UpstreamAnswer, outgoing: ServerResponse): Promise<void> {
  if (answer.raw !== undefined) {
    outgoing.socket?.end(answer.raw, "latin1");
    return;
  }
  outgoing.writeHead(answer.status ?? 200, { ...answer.headers } as Record<string, string | string[]>);
  outgoing.flushHeaders();
  for (const step of answer.steps ?? []) {
    if (outgoing.destroyed) return;
    if (step === "reset") {
      outgoing.socket?.resetAndDestroy();
      return;
    }
    if (step === "hang") return;
    if (typeof step === "string" || step instanceof Uint8Array) await write(outgoing, step);
    else await ("until" in step ? step.until : new Promise((resolve) => setTimeout(resolve, step.waitMs)));
  }
  outgoing.end();
}

/** Writes one step so that it leaves as a piece of its own, and waits while the other side does not read. */
async function write(outgoing: ServerResponse, bytes: string | Uint8Array): Promise<void> {
  if (!outgoing.write(bytes)) {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        outgoing.off("drain", go).off("close", go);
        resolve();
      };
      outgoing.on("drain", go).on("close", go);
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
}

function describe(incoming: IncomingMessage, body: Buffer, cancelled: Promise<void>): UpstreamRequest {
  return {
    method: incoming.method ?? "",
    target: incoming.url ?? "",
    rawHeaders: incoming.rawHeaders,
    headers: incoming.headers,
    body,
    cancelled,
  };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
