import type { PromptPart } from "@infershield/core";

/** Characters and parts of one request to a detection service: some milliseconds of work here, and far below any limit there. */
const sliceLength = 1_048_576;
const mostParts = 4_096;

/** The parts in groups, in order; no part is divided, and a longer one is a group of its own. Without parts, one empty group. */
export function sliceParts(parts: readonly PromptPart[]): readonly (readonly PromptPart[])[] {
  const slices: PromptPart[][] = [];
  let slice: PromptPart[] = [];
  let length = 0;
  for (const part of parts) {
    if (slice.length > 0 && (slice.length === mostParts || length + part.text.length > sliceLength)) {
      slices.push(slice);
      slice = [];
      length = 0;
    }
    slice.push(part);
    length += part.text.length;
  }
  return [...slices, slice];
}
