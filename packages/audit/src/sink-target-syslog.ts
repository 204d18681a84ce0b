import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { SinkItem, SinkTarget } from "./sink.ts";

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
    send: async (items, signal) => {
      const open = await connected(signal);
      signal.throwIfAborted();
      const text = items.map((item) => frame(item, options.hostname)).join("");
      await new Promise<void>((resolve, reject) => {
        // Given up on: a half-sent frame would garble what follows, so the next batch takes a new connection.
        const giveUp = (): void => void open.destroy();
        const ended = (): void => reject(new Error("The connection to the syslog server ended."));
        signal.addEventListener("abort", giveUp, { once: true });
        open.once("close", ended);
        open.write(text, (error) => {
          signal.removeEventListener("abort", giveUp);
          open.off("close", ended);
          if (error) reject(error);
          else resolve();
        });
      });
      return "taken";
    },
    close: async () => {
      socket?.destroy();
    },
  };
}

function frame({ record, line }: SinkItem, hostname: string): string {
  const priority = record?.blocked ? warning : informational;
  const message = `<${priority}>1 ${record?.ts ?? "-"} ${hostname} infershield - ${record?.event ?? "checkpoint"} - ${line}`;
  return `${Buffer.byteLength(message)} ${message}`;
}
