import { ownCopy } from "../own-copy.ts";
import { longestPlaceholder, placeholderForm, placeholderPrefix } from "./placeholders.ts";

const placeholderEnd = "_X";
/** From the underscore before a digest to the end that follows it. */
const digestReach = 17;
const run = /[A-Z0-9_]*/y;

/** Every text of a placeholder's form that stands in the given texts, for `isTaken`: found in one pass, however many values follow. */
export function takenPlaceholders(texts: Iterable<string>): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const text of texts) {
    let closing = 0;
    for (let at = text.indexOf(placeholderPrefix); at >= 0; at = text.indexOf(placeholderPrefix, at + 1)) {
      // Beginnings alone, of which a text may hold millions, cost one search for the next end.
      if (closing < at) closing = text.indexOf(placeholderEnd, at);
      if (closing < 0) break;
      if (closing > at + longestPlaceholder) continue;
      const shape = runOf(text.slice(at, at + longestPlaceholder));
      // A longer word may begin with a placeholder, and with more than one.
      for (let end = shape.indexOf(placeholderEnd); end >= 0; end = shape.indexOf(placeholderEnd, end + 1)) {
        if (shape[end - digestReach] !== "_") continue;
        const candidate = shape.slice(0, end + placeholderEnd.length);
        if (placeholderForm.test(candidate)) taken.add(ownCopy(candidate));
      }
    }
  }
  return taken;
}

function runOf(text: string): string {
  run.lastIndex = 0;
  return run.exec(text)?.[0] ?? "";
}
