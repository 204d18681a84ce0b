import { longestPlaceholder, placeholderForm, placeholderPrefix } from "./placeholders.ts";

const run = /[A-Z0-9_]*/y;

/** Every text of a placeholder's form that stands in the given texts, for `isTaken`: found in one pass, however many values follow. */
export function takenPlaceholders(texts: Iterable<string>): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const text of texts) {
    for (let at = text.indexOf(placeholderPrefix); at >= 0; at = text.indexOf(placeholderPrefix, at + 1)) {
      const shape = runOf(text.slice(at, at + longestPlaceholder));
      // A longer word may begin with a placeholder, and with more than one.
      for (let end = shape.indexOf("_X"); end >= 0; end = shape.indexOf("_X", end + 1)) {
        const candidate = shape.slice(0, end + 2);
        if (placeholderForm.test(candidate)) taken.add(candidate);
      }
    }
  }
  return taken;
}

function runOf(text: string): string {
  run.lastIndex = 0;
  return run.exec(text)?.[0] ?? "";
}
