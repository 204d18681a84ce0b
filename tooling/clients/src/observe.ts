import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { closeServer, listenOnLoopback } from "@infershield/testkit";

/** One request of a client and what the gateway answered. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly requestHeaders: readonly string[];
  readonly body: Buffer;
  /** Absent while no answer has begun. */
  readonly status?: number | undefined;
  /** Lower-case names; empty while no answer has begun. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Stands between a client and the gateway, changes nothing and notes everything: also what the gateway never forwards. */
export interface Observer {
  /** `127.0.0.1:PORT`: what the client sends as its host. */
  readonly host: string;
  readonly exchanges: readonly Exchange[];
  /** Where everything goes; to be called once, before the first request. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

/** Starts to listen on a free port of 127.0.0.1. */
export async function startObserver(): Promise<Observer> {
  const exchanges: Exchange[] = [];
  let gatewayPort = 0;
  const server = createServer((incoming, outgoing) => pass(incoming, outgoing, gatewayPort, exchanges));
  const port = await listenOnLoopback(server);
  return {
    host: `127.0.0.1:${port}`,
    exchanges,
    forwardTo: (port) => {
      gatewayPort = port;
    },
    close: () => closeServer(server),
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, port: number, exchanges: Exchange[]): void {
  const { method = "", url: target = "", rawHeaders } = incoming;
  const index = exchanges.length;
  const chunks: Buffer[] = [];
  const note = (answer?: IncomingMessage): void => {
    exchanges[index] = {
      method,
      target,
      requestHeaders: rawHeaders,
      body: Buffer.concat(chunks),
      status: answer?.statusCode,
      headers: answer?.headers ?? {},
    };
  };
  note();
  const forwarded = request({ host: "127.0.0.1", port, method, path: target, headers: rawHeaders, agent: false });
  forwarded.on("response", (answer) => {
    note(answer);
    outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
    outgoing.flushHeaders();
    answer.on("error", () => outgoing.destroy());
    answer.pipe(outgoing);
  });
  forwarded.on("error", () => outgoing.destroy());
  outgoing.on("error", () => {});
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) forwarded.destroy();
  });
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("error", () => {});
  incoming.pipe(forwarded);
}
