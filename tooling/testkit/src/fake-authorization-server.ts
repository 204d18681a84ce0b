import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listenOnLoopback } from "./loopback.ts";

/** One answer of the fake authorization server. */
export interface ScriptedAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string or bytes as they are. */
  readonly body?: object | string | Uint8Array;
  /** Cuts the connection: before any byte, after half of the body, or never answers at all. */
  readonly fault?: "reset" | "cut" | "silence";
}

/** A request that the fake authorization server got. */
export interface ScriptedCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Form fields, the members of a JSON object, or the query of a request without a body. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An answer that repeats something of its request, or of an earlier one (oldest first). */
export type ScriptedReply = (call: ScriptedCall, earlier: readonly ScriptedCall[]) => ScriptedAnswer;

/** Answers by path, in order; the last one of a path stays. A path without a script is 404. */
export type Script = Readonly<Record<string, readonly (ScriptedAnswer | ScriptedReply)[]>>;

/** A running fake authorization server. */
export interface FakeAuthorizationServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  calls(path?: string): readonly ScriptedCall[];
  close(): Promise<void>;
}

/**
 * Starts a fake authorization server on loopback that plays back a script, for what no real server can be made to say. It decides nothing: the
 * standard path is tested against a real one.
 */
export async function startFakeAuthorizationServer(
  script: Script | ((origin: string) => Script),
): Promise<FakeAuthorizationServer> {
  const calls: ScriptedCall[] = [];
  const server = createServer();
  const origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const answers = new Map(Object.entries(typeof script === "function" ? script(origin) : script));
  server.on("request", async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? "/", origin);
    const fields = { ...Object.fromEntries(searchParams), ...(await readFields(request)) };
    const earlier = [...calls];
    const call = { method: request.method ?? "", path, headers: request.headers, fields };
    calls.push(call);
    const list = answers.get(path) ?? [];
    const turn = earlier.filter((other) => other.path === path).length;
    const answer = list[Math.min(turn, list.length - 1)] ?? { status: 404, body: "not scripted" };
    play(typeof answer === "function" ? answer(call, earlier) : answer, response);
  });
  return {
    origin,
    calls: (path) => calls.filter((call) => path === undefined || call.path === path),
    close: () => closeServer(server),
  };
}

function play({ status = 200, headers = {}, body = "", fault }: ScriptedAnswer, response: ServerResponse): void {
  if (fault === "silence") return;
  if (fault === "reset") {
    response.destroy();
    return;
  }
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const type = typeof body === "object" && !(body instanceof Uint8Array) ? { "content-type": "application/json" } : {};
  response.writeHead(status, { ...type, "content-length": Buffer.byteLength(raw), ...headers });
  if (fault === "cut") response.write(raw.slice(0, raw.length / 2), () => response.destroy());
  else response.end(raw);
}

async function readFields(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  if (request.headers["content-type"]?.startsWith("application/json")) {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}
