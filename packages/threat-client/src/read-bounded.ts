import { ThreatClientError } from "./error.ts";

/**
 * Reads a response's body as UTF-8.
 *
 * @throws ThreatClientError `SCANNER_MALFORMED` when it is longer than `limitBytes`
 */
export async function readBounded(response: Response, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limitBytes) {
      throw new ThreatClientError(
        "SCANNER_MALFORMED",
        `The answer of the detection service is longer than ${limitBytes} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
