import type { IncomingMessage, ServerResponse } from "node:http";
import { type Dialect, errorBody } from "@infershield/llm-wire";
import type { ErrorAnswer } from "./errors.ts";

/** How long a body that nobody wants is read and thrown away, so that the client gets to read the answer. */
const lingerMs = 1_000;

/**
 * Answers with an error in the caller's dialect. When a body is still on its way the connection is closed after the answer.
 *
 * @param headers - Further headers; those of the answer win.
 */
export function sendError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: ErrorAnswer,
  context: {
    readonly dialect: Dialect;
    readonly requestId: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): void {
  const { status, code, message, extra } = answer;
  const { dialect, requestId, headers = {} } = context;
  const { contentType, body } = errorBody(dialect, {
    status,
    code,
    message,
    requestId,
    ...(code === "firewall_block" && dialect === "openai" && { type: "firewall_block" }),
    ...(extra && { extra }),
  });
  sendBody(incoming, outgoing, status, { ...headers, ...answer.headers, "content-type": contentType }, body);
}

/** Sends a short body of our own. */
export function sendBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  const unread = !incoming.complete && announcesBody(incoming);
  outgoing.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    ...(unread && { connection: "close" }),
  });
  if (!unread) {
    outgoing.end(body);
    return;
  }
  // Closing a socket with unread bytes resets it, and the answer is lost on its way to the client.
  outgoing.write(body);
  const close = (): void => {
    clearTimeout(timer);
    outgoing.end();
  };
  const timer = setTimeout(close, lingerMs);
  incoming.once("end", close).once("close", close).resume();
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** Throws the body away and answers 204: when all of it has come, or when it takes too long, and then the connection ends. */
export function dropBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const answer = (): void => {
    clearTimeout(timer);
    // Behind an answer that is still running the connection stays open, and the end may come after all.
    incoming.off("end", answer);
    outgoing.writeHead(204, incoming.complete ? {} : { connection: "close" }).end();
  };
  const timer = setTimeout(answer, lingerMs);
  incoming.once("end", answer).resume();
}
