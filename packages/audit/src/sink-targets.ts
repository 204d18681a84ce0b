import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Fetch, type Secret, system } from "@infershield/core";
import { openAppendFile } from "@infershield/home";
import type { AuditEntry } from "./read.ts";
import type { SinkTarget } from "./sink.ts";

/** Appends the lines to another file, forced to disk. Another tool may move the file away: it is opened for each batch. */
export function fileTarget(path: string): SinkTarget {
  return {
    send: async (entries) => {
      const file = await openAppendFile(path);
      try {
        await file.append(Buffer.from(linesOf(entries), "latin1"));
      } finally {
        await file.close();
      }
      return "taken";
    },
    close: async () => undefined,
  };
}

/** Writes the lines to a stream such as standard output. */
export function streamTarget(stream: NodeJS.WritableStream): SinkTarget {
  return {
    send: (entries) =>
      new Promise((resolve, reject) => {
        stream.write(linesOf(entries), (error) => (error ? reject(error) : resolve("taken")));
      }),
    close: async () => undefined,
  };
}

/** What is wrong with a request that the same request will never mend: bad, too large, not processable. */
const refusals: ReadonlySet<number> = new Set([400, 413, 422]);

/**
 * Posts the lines as `application/x-ndjson`; any status of 200–299 is an acknowledgement, 400, 413 and 422 are refusals, and all others
 * are tried again.
 *
 * @param options.authorization - Sent as the header of that name.
 */
export function webhookTarget(options: {
  readonly url: string;
  readonly authorization?: Secret;
  readonly fetch?: Fetch;
}): SinkTarget {
  const { url, authorization, fetch = system.fetch } = options;
  return {
    send: async (entries, signal) => {
      const headers = new Headers({ "content-type": "application/x-ndjson" });
      if (authorization !== undefined) headers.set("authorization", authorization.reveal());
      const answer = await fetch(url, { method: "POST", headers, body: linesOf(entries), signal, redirect: "error" });
      await answer.body?.cancel();
      if (refusals.has(answer.status)) return "refused";
      if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`);
      return "taken";
    },
    close: async () => undefined,
  };
}

/** Facility 13, log audit; severity informational, or warning for what was blocked. */
const informational = 13 * 8 + 6;
const warning = 13 * 8 + 4;

/**
 * Sends the lines as RFC 5424 messages over TCP, or TLS (RFC 5425), each after its length (RFC 6587 octet counting).
 * The protocol has no acknowledgement: what the operating system took counts as delivered.
 */
export function syslogTarget(options: {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly ca?: string };
  /** `HOSTNAME` of the messages. */
  readonly hostname: string;
}): SinkTarget {
  let socket: Socket | undefined;

  async function connected(signal: AbortSignal): Promise<Socket> {
    if (socket?.writable) return socket;
    const { host, port, tls } = options;
    socket = tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tls });
    // Failures arrive at the write; without a listener one between two batches would end the process.
    socket.on("error", () => socket?.destroy());
    await once(socket, tls === undefined ? "connect" : "secureConnect", { signal });
    return socket;
  }

  return {
    send: async (entries, signal) => {
      const open = await connected(signal);
      const text = entries.map((entry) => frame(entry, options.hostname)).join("");
      await new Promise<void>((resolve, reject) => {
        // Given up on: a half-sent frame would garble what follows, so the next batch takes a new connection.
        signal.addEventListener("abort", () => open.destroy(), { once: true });
        open.once("close", () => reject(new Error("The connection to the syslog server ended.")));
        open.write(text, (error) => (error ? reject(error) : resolve()));
      });
      return "taken";
    },
    close: async () => {
      socket?.destroy();
    },
  };
}

function frame({ record, line }: AuditEntry, hostname: string): string {
  const priority = record.blocked ? warning : informational;
  const message = `<${priority}>1 ${record.ts} ${hostname} infershield - ${record.event} - ${line}`;
  return `${Buffer.byteLength(message)} ${message}`;
}

function linesOf(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${entry.line}\n`).join("");
}
