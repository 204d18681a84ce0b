import { isAscii } from "../text-units.ts";

/** A stretch of text: UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One reading of a part's text: as it is, or decoded. */
export interface View {
  /** `text` for the original, else the decoders from the inside out, such as `base64>text`. */
  readonly name: string;
  readonly text: string;
  /** Every character is ASCII. */
  readonly ascii: boolean;
  /** Where a span of this view stands in the original text. */
  readonly origin: (span: Span) => Span;
  /** Letters that stood apart were joined, so words have no boundaries. */
  readonly compact: boolean;
}

/** The text itself. */
export function originalView(text: string): View {
  return { name: "text", text, ascii: isAscii(text), origin: (span) => span, compact: false };
}

/** A view made of one decoded stretch; every place in it stands for the whole stretch. */
export function decodedView(parent: View, decoder: string, span: Span, text: string, compact = false): View {
  const origin = parent.origin(span);
  return { name: `${decoder}>${parent.name}`, text, ascii: isAscii(text), origin: () => origin, compact };
}
