const token = /\\.|\[(?:\\.|[^\]\\])*\]|./gsu;
const opening = /^\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/;
const repetition = /^(?:[*+]|\{\d)/;

interface Group {
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly string[];
}

/**
 * A pattern without alternatives of its own, once for each alternative of that of its groups which has the most: `a(?:b|c)?d` is `a(?:b)d`,
 * `a(?:c)d` and `ad`. It is linear when each of them is: whatever way it tries on a text is a way of one of them, in the same order, and it
 * stops where the first of them would.
 *
 * @param pattern - Without back references and without the sets of the flag `v`.
 * @returns undefined where no group can be taken apart: they are repeated, or look around
 */
export function splitGroup(pattern: string): readonly string[] | undefined {
  const [widest] = groupsOf(pattern).toSorted((a, b) => b.alternatives.length - a.alternatives.length);
  if (widest === undefined || widest.alternatives.length < 2) return undefined;
  return widest.alternatives.map((own) => pattern.slice(0, widest.start) + own + pattern.slice(widest.end));
}

/** The groups in no other group that are there once or not at all. */
function groupsOf(pattern: string): readonly Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let start = 0;
  let alternatives = [""];
  for (const { 0: piece, index } of pattern.matchAll(token)) {
    if (piece === "(") {
      depth += 1;
      if (depth === 1) {
        start = index;
        alternatives = [""];
        continue;
      }
    }
    if (piece === ")") {
      depth -= 1;
      if (depth === 0) {
        const found = groupOf(pattern, start, index + 1, alternatives);
        if (found !== undefined) groups.push(found);
        continue;
      }
    }
    if (piece === "|" && depth === 1) alternatives.push("");
    else if (depth > 0) alternatives[alternatives.length - 1] += piece;
  }
  return groups;
}

function groupOf(pattern: string, start: number, closed: number, written: readonly string[]): Group | undefined {
  const head = opening.exec(pattern.slice(start))?.[0];
  const behind = pattern.slice(closed);
  if (head === undefined || repetition.test(behind)) return undefined;
  const inner = written.map((own, index) => `(?:${index === 0 ? own.slice(head.length - 1) : own})`);
  if (behind[0] !== "?") return { start, end: closed, alternatives: inner };
  return { start, end: closed + (behind[1] === "?" ? 2 : 1), alternatives: [...inner, ""] };
}
