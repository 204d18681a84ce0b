import { type JsonDocument, type JsonValue, parseStrictJson } from "@infershield/llm-wire";
import type { HonoRequest } from "hono";
import type { z } from "zod";
import { FirewallError } from "./firewall-error.ts";

/**
 * Reads a body as JSON, as strictly as the proxy does.
 *
 * @param limitBytes - more is refused, before reading when Content-Length tells
 * @throws FirewallError `UNSUPPORTED_MEDIA_TYPE`, `UNSUPPORTED_ENCODING`, `BODY_TOO_LARGE`; WireError
 */
export async function readJson(request: HonoRequest, limitBytes: number): Promise<JsonDocument> {
  // Forms and text/plain are what a web page can send without asking first.
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(request.header("content-type")?.trim() ?? "")) {
    throw new FirewallError("UNSUPPORTED_MEDIA_TYPE", "Send Content-Type: application/json.");
  }
  if (request.header("content-encoding") !== undefined) {
    throw new FirewallError("UNSUPPORTED_ENCODING", "Send the body uncompressed.");
  }
  return parseStrictJson(await readBody(request, limitBytes));
}

/** The document as a value of a shape. @throws FirewallError `INVALID_REQUEST`, which names places and never what is there */
export function shapeOf<Shape extends z.ZodType>({ root }: JsonDocument, shape: Shape): z.output<Shape> {
  const result = shape.safeParse(plain(root));
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, 3).map(({ path, code }) => `${path.join(".") || "the body"} (${code})`);
  throw new FirewallError("INVALID_REQUEST", `The request is not as it must be: ${places.join(", ")}.`);
}

async function readBody(request: HonoRequest, limitBytes: number): Promise<Uint8Array> {
  const tooLarge = new FirewallError("BODY_TOO_LARGE", `A body may have at most ${limitBytes} bytes.`);
  if (Number(request.header("content-length") ?? 0) > limitBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.raw.body ?? []) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The value as JavaScript has it. Numbers become 0: nothing here reads one. */
function plain(value: JsonValue): unknown {
  switch (value.kind) {
    case "string":
      return value.text;
    case "array":
      return value.items.map(plain);
    case "object":
      return Object.fromEntries([...value.members].map(([key, member]) => [key, plain(member)]));
    case "number":
      return 0;
    case "null":
      return null;
    case "true":
    case "false":
      return value.kind === "true";
  }
}
