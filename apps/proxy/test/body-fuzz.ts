import fc from "fast-check";
import { expect } from "vitest";
import { chatBody, type TestProxy } from "./harness.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = fc.string({ unit: "binary", maxLength: 30 });

/** Bytes of any kind, JSON of any kind, chat requests, and chat requests with odd numbers. */
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.json().map(encode),
  words.map((content) => encode(JSON.stringify(chatBody(content)))),
  fc
    .tuple(words, fc.double(), fc.bigInt())
    .map(([content, temperature, seed]) =>
      encode(JSON.stringify(chatBody(content, { temperature })).replace("{", `{"seed": ${seed},`)),
    ),
);

/**
 * Sends random bodies: each is refused with 400, or what comes is forwarded exactly.
 *
 * @returns how many were forwarded
 */
export async function forwardedOfRandom(
  { url, upstream }: TestProxy,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<number> {
  let forwarded = 0;
  await fc.assert(
    fc.asyncProperty(bodies, async (bytes) => {
      const before = upstream.requests.length;
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: new Uint8Array(bytes),
      });
      await response.arrayBuffer();
      if (response.status === 200) {
        forwarded += 1;
        expect(Buffer.compare(upstream.requests.at(-1)?.body ?? Buffer.alloc(0), bytes)).toBe(0);
      } else {
        expect(response.status).toBe(400);
        expect(upstream.requests.length).toBe(before);
      }
    }),
    { numRuns: runs, seed },
  );
  return forwarded;
}
