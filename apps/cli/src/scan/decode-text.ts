import { TextDecoder } from "node:util";

/** Bytes at the start of a file in which a NUL tells that it is no text, as git does it. */
const sniffedBytes = 8_000;

/**
 * Turns bytes into text as they come: UTF-8, or UTF-16 where a byte order mark says so. Nothing for what is no text.
 *
 * @returns the pieces of text; the first is undefined, and the only one, when the bytes are binary
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string | undefined> {
  let head = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < sniffedBytes) continue;
      decoder = decoderOf(head);
      if (decoder === undefined) {
        yield undefined;
        return;
      }
      yield decoder.decode(head, { stream: true });
    } else yield decoder.decode(chunk, { stream: true });
  }
  if (decoder === undefined) {
    decoder = decoderOf(head);
    yield decoder?.decode(head, { stream: true });
    if (decoder === undefined) return;
  }
  yield decoder.decode();
}

function decoderOf(head: Uint8Array): TextDecoder | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le");
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be");
  return head.subarray(0, sniffedBytes).includes(0) ? undefined : new TextDecoder("utf-8");
}
