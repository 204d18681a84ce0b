import { createServer } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { chatBody } from "./harness.ts";
import { startLoadProxy } from "./load-proxy.ts";

/** What bodies cost that are larger than allowed, in both directions. */
export interface LargeBodies {
  readonly statuses: readonly number[];
  /** Resident memory while and after they came, at most. */
  readonly grownBytes: number;
}

/** Sends requests whose bodies are too large at the same time, with their length or in chunks. */
export async function sendTooMuch(
  count: number,
  bodyBytes: number,
  framing: "length" | "chunked",
): Promise<LargeBodies> {
  const proxy = await startLoadProxy("http://127.0.0.1:9", {});
  try {
    return await watched(proxy, () =>
      Promise.all(Array.from({ length: count }, () => sendBody(proxy.port, bodyBytes, framing))),
    );
  } finally {
    await proxy.close();
  }
}

/** Lets a provider answer with a small body that inflates to many megabytes. */
export async function answerWithBomb(inflatedBytes: number): Promise<LargeBodies & { readonly bombBytes: number }> {
  const bomb = gzipSync(Buffer.alloc(inflatedBytes, 0x20));
  const upstream = createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
  });
  const port = await listenOnLoopback(upstream);
  const proxy = await startLoadProxy(`http://127.0.0.1:${port}`, {});
  const ask = async (): Promise<number> => {
    const response = await fetch(`${proxy.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hello")),
    });
    await response.text();
    return response.status;
  };
  try {
    await ask();
    return { ...(await watched(proxy, async () => [await ask()])), bombBytes: bomb.length };
  } finally {
    await proxy.close();
    await closeServer(upstream);
  }
}

/** Sends a body in chunks as fast as the other side takes them. */
export function sendInChunks(
  url: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const bytes = Buffer.from(body);
  const stream = new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += 50_000) controller.enqueue(bytes.subarray(at, at + 50_000));
      controller.close();
    },
  });
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: stream,
    duplex: "half",
  });
}

/** Looks at the memory of the proxy while something is sent. */
async function watched(
  proxy: Awaited<ReturnType<typeof startLoadProxy>>,
  send: () => Promise<readonly number[]>,
): Promise<LargeBodies> {
  const before = (await proxy.size()).rssBytes;
  let most = before;
  let isSending = true;
  const watching = (async () => {
    while (isSending) {
      most = Math.max(most, (await proxy.size()).rssBytes);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const statuses = await send();
  isSending = false;
  await watching;
  return { statuses, grownBytes: most - before };
}

function sendBody(port: number, bodyBytes: number, framing: "length" | "chunked"): Promise<number> {
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  const piece = Buffer.alloc(1_000_000, 0x20);
  const size = framing === "length" ? `Content-Length: ${bodyBytes}` : "Transfer-Encoding: chunked";
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let left = bodyBytes;
    const send = (): void => {
      while (left > 0) {
        left -= piece.length;
        if (framing === "chunked") socket.write(`${piece.length.toString(16)}\r\n`);
        const goesOn = socket.write(piece);
        if (framing === "chunked") socket.write("\r\n");
        if (!goesOn) {
          socket.once("drain", send);
          return;
        }
      }
    };
    socket.on("connect", () => {
      socket.write(`${head}${size}\r\n\r\n`);
      send();
    });
    socket.once("data", (bytes: Buffer) => {
      left = 0;
      resolve(Number(bytes.toString("latin1").split(" ")[1]));
      socket.destroy();
    });
    socket.on("error", () => resolve(0));
  });
}
