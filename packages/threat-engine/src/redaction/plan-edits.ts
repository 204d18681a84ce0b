import type { DecidedFinding, PromptPart, TextEdit } from "@infershield/core";
import type { Placeholders } from "./placeholders.ts";

/** Begins the path of a part that is an object's key; the pointer to its value follows. */
const keyMark = "#";

/**
 * Turns decided findings into replacements: overlapping ones become one edit, named after the strongest; a notice replaces its whole part
 * and swallows the other edits of that part.
 *
 * @param parts - The request's parts; findings of other paths are ignored.
 * @returns edits in the order of the parts and, inside a part, of their places; they never overlap
 */
export function planEdits(
  parts: readonly PromptPart[],
  decided: readonly DecidedFinding[],
  placeholders: Placeholders,
): readonly TextEdit[] {
  const byPath = Map.groupBy(
    decided.filter(({ action }) => action === "redact"),
    ({ finding }) => finding.path,
  );
  const keyNotices = new Map<string, number>();
  /** Two keys of one object stay two: from the second on, the notice in a key is numbered. */
  const noticeOf = (rule: string, path: string): string => {
    if (!path.startsWith(keyMark)) return noticeFor(rule);
    const count = (keyNotices.get(rule) ?? 0) + 1;
    keyNotices.set(rule, count);
    return count === 1 ? noticeFor(rule) : `${noticeFor(rule)} ${count}`;
  };
  return parts.flatMap((part) => {
    const group = byPath.get(part.path);
    if (group === undefined) return [];
    const notice = strongest(group.filter(({ replacement }) => replacement === "notice"));
    if (notice !== undefined) {
      return [
        { path: part.path, start: 0, end: part.text.length, replacement: noticeOf(notice.finding.rule, part.path) },
      ];
    }
    return mergeSpans(group).map(({ start, end, rule }) => ({
      path: part.path,
      start,
      end,
      replacement: placeholders.placeholderFor(rule, part.text.slice(start, end)),
    }));
  });
}

/** What stands in place of a part that was taken out (contracts 7.2); the same every turn. */
export function noticeFor(rule: string): string {
  return `[removed by InferShield: rule ${rule}]`;
}

function strongest(group: readonly DecidedFinding[]): DecidedFinding | undefined {
  return group.toSorted((a, b) => b.finding.score - a.finding.score || (a.finding.rule < b.finding.rule ? -1 : 1))[0];
}

/** A stretch to replace, and the rule of the strongest finding in it. */
export interface MergedSpan {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  /** One of the findings asks for a notice. */
  readonly notice: boolean;
}

/** A merged span that may still grow. */
export interface GrowingSpan extends MergedSpan {
  readonly score: number;
}

/** Unites overlapping spans of findings; the result is ordered and free of overlaps. */
export function mergeSpans(group: readonly DecidedFinding[]): readonly MergedSpan[] {
  const sorted = group.filter(({ finding: { start, end } }) => end > start);
  sorted.sort(({ finding: a }, { finding: b }) => a.start - b.start || b.end - a.end);
  const merged: GrowingSpan[] = [];
  for (const one of sorted) appendSpan(merged, one);
  return merged;
}

/**
 * Adds a finding to merged spans; it begins at or behind the beginning of the last of them.
 *
 * @param longest - A span of this length grows no more: what reaches beyond it is a span of its own, which begins where that one ends.
 */
export function appendSpan(
  merged: GrowingSpan[],
  { finding, replacement }: DecidedFinding,
  longest: number = Number.POSITIVE_INFINITY,
): void {
  const { start, end, rule, score } = finding;
  const notice = replacement === "notice";
  const last = merged.at(-1);
  if (last === undefined || start >= last.end) merged.push({ start, end, rule, notice, score });
  else if (end > last.end && last.end - last.start >= longest)
    merged.push({ start: last.end, end, rule, notice, score });
  else {
    merged[merged.length - 1] = {
      ...(score > last.score ? { rule, score } : { rule: last.rule, score: last.score }),
      start: last.start,
      end: Math.max(last.end, end),
      notice: last.notice || notice,
    };
  }
}
