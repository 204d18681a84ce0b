import type { Span } from "../views/view.ts";

/** Ideographs and syllables say in one character what others say in three. */
const dense = /[\u3040-\u9fff\uac00-\ud7a3]/;
const sentenceEnds = /[.!?\u3002\uff01\uff1f\n]/;
const denseShare = 3;

/** The range of a place's own sentence: on each side at most `reach` letters, or a third as many ideographs. */
export function sentenceAround(
  text: string,
  { start, end }: Span,
  reach: number,
): { readonly from: number; readonly to: number } {
  const far = dense.test(text.slice(start, end)) ? Math.ceil(reach / denseShare) : reach;
  const before = text.slice(Math.max(0, start - far), start);
  const behind = text.slice(end, end + far);
  const ends = behind.search(sentenceEnds);
  return { from: start - (before.split(sentenceEnds).at(-1) ?? "").length, to: end + (ends < 0 ? far : ends) };
}
