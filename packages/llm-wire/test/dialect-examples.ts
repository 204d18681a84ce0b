import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FramingName } from "../src/framings.ts";
import type { BodyShape } from "../src/shape.ts";
import { lines, type Sample, typed } from "./relayed.ts";

/** How a dialect asks and answers whose events are all of one form, with `§` in the place of a text; the proxy's tests read them too. */
interface DialectExample {
  readonly name: string;
  readonly shape: BodyShape;
  readonly framing?: FramingName;
  /** A request, with other texts that a model may read as `§1`, `§2`, …. */
  readonly ask: unknown;
  /** The request holds something that is no text. */
  readonly partial?: true;
  readonly piece: object;
  readonly call: object;
  readonly end: object;
  readonly usage: unknown;
  /** What a stream of two pieces, `a sec` and `ret s`, and a call with `secret` holds. */
  readonly channels: Readonly<Record<string, string>>;
}

/** One for each dialect that needs no more. */
export const dialectExamples: readonly DialectExample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../testdata/dialects.json"), "utf8"),
);

/** The stream that the channels are those of. */
export function sampleOf({ name, shape, framing, piece, call, end, usage, channels }: DialectExample): Sample {
  const filled = (template: object, text: string) => JSON.parse(JSON.stringify(template).replaceAll("§", text));
  const events = [filled(piece, "a sec"), filled(piece, "ret s"), filled(call, "secret"), end];
  const stream = (framing === "json_lines" ? lines : typed)(...events);
  return { name, shape, stream, channels, usage, ...(framing && { framing }) };
}
