import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeBody } from "./decode-body.ts";
import { ProxyError } from "./proxy-error.ts";

const limits = { bodyBytes: 10_000_000, place: { reserve: async () => {} } };
const body = Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content: "grüße" }] }));

async function codeOf(bytes: Uint8Array, encoding: string): Promise<string> {
  try {
    await decodeBody(bytes, encoding, limits);
    return "decoded";
  } catch (error) {
    if (error instanceof ProxyError) return error.code;
    throw error;
  }
}

describe("decodeBody", () => {
  it.each([
    ["gzip", gzipSync(body)],
    ["x-gzip", gzipSync(body)],
    ["br", brotliCompressSync(body)],
    ["deflate", deflateSync(body)],
    ["zstd", zstdCompressSync(body)],
    ["ZSTD ", zstdCompressSync(body)],
    ["identity", body],
  ])("gives the bytes behind %s", async (encoding, bytes) => {
    expect(Buffer.from(await decodeBody(bytes, encoding, limits))).toEqual(body);
  });

  it.each(["gzip, gzip", "gzip,identity", "compress", "aes128gcm", "__proto__"])(
    "refuses the coding %s",
    async (encoding) => {
      expect(await codeOf(gzipSync(body), encoding)).toBe("UNSUPPORTED_ENCODING");
    },
  );

  it("refuses bombs before they are inflated", async () => {
    const zeros = Buffer.alloc(12_000_000);
    expect(await codeOf(gzipSync(zeros), "gzip")).toBe("BODY_TOO_LARGE");
    expect(await codeOf(brotliCompressSync(zeros), "br")).toBe("BODY_TOO_LARGE");
    expect(await codeOf(zstdCompressSync(zeros), "zstd")).toBe("BODY_TOO_LARGE");
    expect(await codeOf(deflateSync(zeros), "deflate")).toBe("BODY_TOO_LARGE");
    expect(await codeOf(gzipSync(Buffer.alloc(5_000_000)), "gzip")).toBe("BODY_TOO_LARGE");
  });

  it("decodes a log that repeats itself, which compresses better than any bomb below its size", async () => {
    const log = Buffer.from("npm warn deprecated: this package is not maintained any more\n".repeat(5_000));
    const sent = zstdCompressSync(log);
    expect(log.length / sent.length).toBeGreaterThan(1_000);
    expect(Buffer.from(await decodeBody(sent, "zstd", limits))).toEqual(log);
  });

  it("refuses bytes that are not what the header says, and cut ones", async () => {
    expect(await codeOf(body, "gzip")).toBe("BAD_REQUEST");
    expect(await codeOf(gzipSync(body).subarray(0, 30), "gzip")).toBe("BAD_REQUEST");
    expect(await codeOf(zstdCompressSync(body).subarray(0, 20), "zstd")).toBe("BAD_REQUEST");
    expect(await codeOf(brotliCompressSync(body).subarray(0, 20), "br")).toBe("BAD_REQUEST");
  });
});
