import { createServer, type Socket } from "node:net";
import { chatCompletion, listenOnLoopback } from "@infershield/testkit";

/** One request as it stood on the wire, and nothing else of its connection. */
export interface FramedRequest {
  readonly requestLine: string;
  /** Header lines as they came. */
  readonly headerLines: readonly string[];
  readonly body: string;
}

/** An upstream that reads its bytes itself, by the one framing that we send, so that a second reading would show. */
export interface FramingUpstream {
  readonly origin: string;
  readonly requests: readonly FramedRequest[];
  /** What came and is no framed request. */
  strayBytes(): string;
  close(): Promise<void>;
}

const headEnd = "\r\n\r\n";

/** Starts it on a free port of 127.0.0.1; it answers each request with a short chat completion. */
export async function startFramingUpstream(): Promise<FramingUpstream> {
  const requests: FramedRequest[] = [];
  const rests = new Map<Socket, string>();
  const answer = JSON.stringify(chatCompletion("Hello there"));
  const reply = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}${headEnd}${answer}`;
  const server = createServer((socket) => {
    rests.set(socket, "");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      let rest = `${rests.get(socket)}${chunk.toString("latin1")}`;
      for (let taken = takeRequest(rest); taken !== undefined; taken = takeRequest(rest)) {
        requests.push(taken.request);
        rest = taken.rest;
        socket.write(reply);
      }
      rests.set(socket, rest);
    });
  });
  const port = await listenOnLoopback(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    strayBytes: () => [...rests.values()].join(""),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of rests.keys()) socket.destroy();
      }),
  };
}

/** The first whole request of some bytes; its length is told by exactly one Content-Length, or it is a GET and has no body. */
function takeRequest(bytes: string): { readonly request: FramedRequest; readonly rest: string } | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const [requestLine = "", ...headerLines] = bytes.slice(0, end).split("\r\n");
  const framing = headerLines.filter((line) => /^(?:content-length|transfer-encoding)\s*:/i.test(line));
  const length = framing.length === 0 ? "0" : /^content-length: (\d+)$/i.exec(framing.join())?.[1];
  if (length === undefined || (framing.length === 0 && !requestLine.startsWith("GET "))) return undefined;
  const bodyEnd = end + headEnd.length + Number(length);
  if (bytes.length < bodyEnd) return undefined;
  const body = bytes.slice(end + headEnd.length, bodyEnd);
  return { request: { requestLine, headerLines, body }, rest: bytes.slice(bodyEnd) };
}
