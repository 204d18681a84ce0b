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
  /** Where a span of this view stands in the original text. */
  readonly origin: (span: Span) => Span;
  /** Letters that stood apart were joined, so words have no boundaries. */
  readonly compact: boolean;
}

/** The text itself. */
export function originalView(text: string): View {
  return { name: "text", text, origin: (span) => span, compact: false };
}

/** A view made of one decoded stretch; every place in it stands for the whole stretch. */
export function decodedView(parent: View, decoder: string, span: Span, text: string, compact = false): View {
  const origin = parent.origin(span);
  return { name: `${decoder}>${parent.name}`, text, origin: () => origin, compact };
}

/** Rewritten text that remembers where each of its characters came from. */
export interface MappedText {
  /** Appends characters that all stand for `from`–`to` of the parent. */
  append(text: string, from: number, to: number): void;
  /** Appends `from`–`to` of the parent unchanged. */
  copy(parentText: string, from: number, to: number): void;
  text(): string;
  /** Where a span of the rewritten text stands in the parent. */
  origin(span: Span): Span;
}

/** An empty mapped text. Its memory grows with the number of pieces, not of characters. */
export function mappedText(): MappedText {
  const pieces: string[] = [];
  // Three parallel lists, one entry a piece: offset in the rewritten text, offset in the parent, length in the parent (0: copied).
  const offsets: number[] = [];
  const sources: number[] = [];
  const lengths: number[] = [];
  let length = 0;
  const add = (text: string, source: number, sourceLength: number): void => {
    if (text === "") return;
    pieces.push(text);
    offsets.push(length);
    sources.push(source);
    lengths.push(sourceLength);
    length += text.length;
  };
  const pieceAt = (offset: number): number => {
    let low = 0;
    let high = offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const place = (offset: number): Span => {
    const piece = pieceAt(offset);
    const source = sources[piece] ?? 0;
    const sourceLength = lengths[piece] ?? 0;
    if (sourceLength > 0) return { start: source, end: source + sourceLength };
    const start = source + offset - (offsets[piece] ?? 0);
    return { start, end: start + 1 };
  };
  return {
    append: (text, from, to) => add(text, from, to - from),
    copy: (parentText, from, to) => add(parentText.slice(from, to), from, 0),
    text: () => pieces.join(""),
    origin: ({ start, end }) => ({ start: place(start).start, end: place(Math.max(start, end - 1)).end }),
  };
}
