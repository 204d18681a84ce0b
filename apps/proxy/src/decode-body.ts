import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import type { BodyPlace } from "./body-room.ts";
import { ProxyError } from "./proxy-error.ts";

const decoders = {
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  zstd: promisify(zstdDecompress),
};

/** A body that grows more than this is a bomb, not a prompt. */
const maxRatio = 100;
/** A body may grow to this size whatever its ratio: a log of a build with one line a thousand times is honest. */
const freeBytes = 4_000_000;

/**
 * Decodes a compressed request body: the scanner has to see what the provider would have read.
 *
 * @param encoding - The Content-Encoding header; absent or `identity` gives the bytes back.
 * @param options.place - Counts what may come out before it does.
 * @throws ProxyError `UNSUPPORTED_ENCODING` (unknown or several codings), `BODY_TOO_LARGE`, `BAD_REQUEST` (not what it says),
 * `TOO_MANY_REQUESTS_IN_FLIGHT`
 */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  { bodyBytes, place }: { readonly bodyBytes: number; readonly place: Pick<BodyPlace, "reserve"> },
): Promise<Uint8Array> {
  const coding = encoding?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return bytes;
  if (!isKnown(coding)) {
    throw new ProxyError("UNSUPPORTED_ENCODING", "Send the body as it is, or with one of gzip, br, deflate, zstd.", {
      reason: "content_encoding",
    });
  }
  const maxOutputLength = Math.min(bodyBytes, Math.max(freeBytes, maxRatio * bytes.length));
  await place.reserve(maxOutputLength);
  try {
    return await decoders[coding](bytes, { maxOutputLength });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new ProxyError("BODY_TOO_LARGE", "The decoded request body is too large.", {
        reason: "inflated_body",
        cause,
      });
    }
    throw new ProxyError("BAD_REQUEST", `The request body is not valid ${coding}.`, { reason: "bad_encoding", cause });
  }
}

function isKnown(coding: string): coding is keyof typeof decoders {
  return Object.hasOwn(decoders, coding);
}
