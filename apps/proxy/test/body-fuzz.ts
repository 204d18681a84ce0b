import fc from "fast-check";
import { expect } from "vitest";
import { chatBody, type TestProxy } from "./harness.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = fc.string({ unit: "binary", maxLength: 30 });

/** Spellings that readers of JSON take in different ways, or do not take. */
const oddSpellings = fc.constantFrom(
  "\ufeff{}",
  '{"x":NaN}',
  '{"x":-Infinity}',
  '{"x":-0}',
  '{"x":-0.0e-0}',
  '{"x":1e400}',
  '{"x":123456789012345678901234567890}',
  '{"x":"\\ud800"}',
  '{"x":"\\udc00\\ud800"}',
  '{"\\u0078":1,"x":2}',
  '{"x":01}',
  "{'x':1}",
);
/** Encodings that are none: half a surrogate pair, an overlong slash, a byte that begins nothing. */
const oddBytes = fc.constantFrom([0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]);

/** Bytes of any kind, JSON of any kind, chat requests, chat requests with odd numbers, spellings and encodings, and in UTF-16. */
const bodies = fc.oneof(
  oddSpellings.map((odd) => encode(JSON.stringify(chatBody("hi")).replace("{", `{"odd": ${odd},`))),
  fc
    .tuple(words, oddBytes)
    .map(([content, odd]) =>
      Buffer.concat([
        encode(`{"model":"m","messages":[{"role":"user","content":"a`),
        Uint8Array.from(odd),
        encode(`${JSON.stringify(content).slice(1)}}]}`),
      ]),
    ),
  words.map((content) => Buffer.from(JSON.stringify(chatBody(content)), "utf16le")),
  words.map((content) => encode(`\ufeff${JSON.stringify(chatBody(content))}`)),
  fc.uint8Array({ maxLength: 60 }),
  fc.json().map(encode),
  words.map((content) => encode(JSON.stringify(chatBody(content)))),
  fc
    .tuple(words, fc.double(), fc.bigInt())
    .map(([content, temperature, seed]) =>
      encode(JSON.stringify(chatBody(content, { temperature })).replace("{", `{"seed": ${seed},`)),
    ),
);

/** Bodies sent at the same time. */
const atOnce = 20;

/**
 * Sends random bodies, some at a time: each is refused with 400, or what comes is forwarded exactly.
 *
 * @param options.runs - How many; a multiple of 20.
 * @returns how many were forwarded
 */
export async function forwardedOfRandom(
  { url, upstream }: TestProxy,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<number> {
  const send = async (bytes: Uint8Array): Promise<number> => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array(bytes),
    });
    await response.arrayBuffer();
    return response.status;
  };
  let forwarded = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(bodies, { minLength: atOnce, maxLength: atOnce }), async (sent) => {
      const before = upstream.requests.length;
      const statuses = await Promise.all(sent.map(send));
      const passed = sent.filter((_, at) => statuses[at] === 200);
      forwarded += passed.length;
      expect(spelled(upstream.requests.slice(before).map(({ body }) => body))).toEqual(spelled(passed));
      expect(new Set(statuses).difference(new Set([200, 400]))).toEqual(new Set());
    }),
    { numRuns: runs / atOnce, seed },
  );
  return forwarded;
}

function spelled(all: readonly Uint8Array[]): readonly string[] {
  return all.map((bytes) => Buffer.from(bytes).toString("hex")).toSorted();
}
