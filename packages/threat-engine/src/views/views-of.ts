import { findCandidates } from "./candidates.ts";
import { decodeStretches } from "./decoders.ts";
import { type CutTest, unescapeStretches } from "./escapes.ts";
import { findHiddenText } from "./hidden-text.ts";
import { normalise } from "./normalise.ts";
import { decodedView, originalView, type View } from "./view.ts";

const deepest = 3;
const mostViews = 400;
const outputFactor = 4;
const outputFloor = 4_096;

/**
 * Every reading of a text: normalised, then decoded again and again to a depth of three.
 * The readings hold together at most four times the text (and 4,096 characters), and there are at most 400 of them.
 *
 * @param isCut - Tells whether joining what marks separate makes a difference; without it every such reading is given.
 */
export function viewsOf(text: string, isCut?: CutTest): readonly View[] {
  const original = originalView(text);
  const first = normalise(original);
  const views: View[] = [first];
  let budget = text.length * outputFactor + outputFloor;
  const add = (view: View): void => {
    if (views.length >= mostViews || view.text.length > budget) return;
    budget -= view.text.length;
    views.push(normalise(view));
  };
  if (!original.ascii)
    for (const hidden of findHiddenText(text)) add(decodedView(original, "hidden", hidden, hidden.text));
  let generation: readonly View[] = [first];
  for (let depth = 0; depth < deepest && generation.length > 0; depth += 1) {
    const before = views.length;
    for (const view of generation) {
      if (view.compact) continue;
      const candidates = findCandidates(view.text);
      for (const found of decodeStretches(view.text, candidates, mostViews)) {
        add(decodedView(view, found.decoder, found, found.text, found.compact ?? false));
      }
      for (const child of unescapeStretches(view, candidates, mostViews, isCut)) add(child);
    }
    generation = views.slice(before);
  }
  return views;
}
