import { openAppendFile } from "@infershield/home";
import type { SinkItem, SinkTarget } from "./sink.ts";

/** Appends the lines to another file, forced to disk. Another tool may move the file away: it is opened for each batch. */
export function fileTarget(path: string): SinkTarget {
  return {
    send: async (items) => {
      const file = await openAppendFile(path);
      try {
        await file.append(Buffer.from(linesOf(items), "latin1"));
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
    send: (items) =>
      new Promise((resolve, reject) => {
        stream.write(linesOf(items), (error) => (error ? reject(error) : resolve("taken")));
      }),
    close: async () => undefined,
  };
}

/** The lines as they go to a file, a stream or the body of a request. */
export function linesOf(items: readonly SinkItem[]): string {
  return items.map(({ line }) => `${line}\n`).join("");
}
