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

/** An empty mapped text. */
export function mappedText(): MappedText {
  let starts = new Uint32Array(256);
  let ends = new Uint32Array(256);
  let length = 0;
  const pieces: string[] = [];
  const reserve = (more: number): void => {
    if (length + more <= starts.length) return;
    const size = Math.max(starts.length * 2, length + more);
    starts = grow(starts, size);
    ends = grow(ends, size);
  };
  return {
    append: (text, from, to) => {
      reserve(text.length);
      pieces.push(text);
      starts.fill(from, length, length + text.length);
      ends.fill(to, length, length + text.length);
      length += text.length;
    },
    copy: (parentText, from, to) => {
      reserve(to - from);
      pieces.push(parentText.slice(from, to));
      for (let index = from; index < to; index += 1) {
        starts[length] = index;
        ends[length] = index + 1;
        length += 1;
      }
    },
    text: () => pieces.join(""),
    origin: ({ start, end }) => ({ start: starts[start] ?? 0, end: ends[Math.max(start, end - 1)] ?? 0 }),
  };
}

function grow(old: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(old);
  return larger;
}
