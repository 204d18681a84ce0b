import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress, type Gunzip } from "node:zlib";
import type { Sink, UpstreamBody } from "./forward.ts";
import { ProxyError } from "./proxy-error.ts";

const decoders: Readonly<
  Record<string, () => Pick<Gunzip, "write" | "end" | "destroy" | "pause" | "resume" | "on" | "once">>
> = {
  br: createBrotliDecompress,
  deflate: createInflate,
  gzip: createGunzip,
  "x-gzip": createGunzip,
  zstd: createZstdDecompress,
};

/** An answer that grows more than this is a bomb. */
const maxRatio = 100;
const freeBytes = 1_000_000;

/**
 * Decodes an answer that the provider compressed although we asked for none; identity bodies are given back as they are.
 *
 * @throws ProxyError `UPSTREAM_ERROR` for an unknown coding; a bomb reaches the sink as the same error
 */
export function inflateAnswer(body: UpstreamBody, encoding: string | undefined): UpstreamBody {
  const coding = encoding?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return body;
  const create = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (create === undefined) throw broken("The provider compressed its answer in an unknown way.");
  const decoder = create();
  let bytesIn = 0;
  let bytesOut = 0;
  const cancel = (): void => {
    body.cancel();
    decoder.destroy();
  };
  const consume = (sink: Sink): void => {
    let over = false;
    const fail = (error: ProxyError): void => {
      if (over) return;
      over = true;
      cancel();
      sink.error(error);
    };
    decoder.on("data", (chunk: Buffer) => {
      bytesOut += chunk.length;
      if (bytesOut > Math.max(freeBytes, maxRatio * bytesIn))
        fail(broken("The provider's answer is a compression bomb."));
      else if (!over) sink.data(chunk);
    });
    decoder.on("error", () => fail(broken("The provider's answer is not validly compressed.")));
    decoder.on("end", () => {
      if (!over) sink.end();
    });
    body.consume({
      data: (chunk) => {
        bytesIn += chunk.length;
        if (decoder.write(chunk)) return;
        body.pause();
        decoder.once("drain", () => body.resume());
      },
      end: () => decoder.end(),
      error: fail,
    });
  };
  return {
    consume,
    pause: () => void decoder.pause(),
    resume: () => void decoder.resume(),
    cancel,
  };
}

function broken(message: string): ProxyError {
  return new ProxyError("UPSTREAM_ERROR", message, { reason: "bad_encoding" });
}
