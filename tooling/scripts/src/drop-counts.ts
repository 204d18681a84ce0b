/** A pattern with `+` and `*` in the place of its counts. */
export interface Uncounted {
  readonly pattern: string;
  /** Sum of the counts that stood there. */
  readonly counts: number;
  /** Characters that one match can take at most; infinite for `a*`. */
  readonly longest: number;
}

interface Term {
  readonly text: string;
  readonly longest: number;
  /** It may match without taking a character. */
  readonly empty: boolean;
}

/** What no automaton can follow: lookaround and back references. */
const beyondAutomata = /\(\?(?:[=!]|<[=!])|\\[1-9k]/y;
const bar = /\|/y;
const boundary = /\^|\$|\\[bB]/y;
const groupStart = /\((?:\?:|\?<[^>]+>|(?!\?))/y;
const character =
  /\\(?:u\{[^}]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]+\}|c[A-Za-z]|.)|\[(?:\\.|[^\]\\])*\]|./suy;
const quantifier = /(?:([*+?])|\{(\d+)(,(\d*))?\})(\??)/y;

/**
 * Replaces counted repetitions by uncounted ones: `a{2,9}` by `a+`, `a{0,9}` by `a*`. Each way to go through a text with the counted pattern
 * is a way to go through it with the other one, iteration by iteration, and no two of them become the same: what repeats is never empty. (A
 * count on something that may be empty stays.) So the other one has at least as many ways.
 *
 * @returns undefined for what this does not hold for: lookaround, back references, the sets of the flag `v`
 */
export function dropCounts(pattern: string, flags: string): Uncounted | undefined {
  let at = 0;
  let counts = 0;
  const take = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    const found = form.exec(pattern) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };

  function alternatives(): Term | undefined {
    const found: Term[] = [];
    do {
      const next = sequence();
      if (next === undefined) return undefined;
      found.push(next);
    } while (take(bar));
    return {
      text: found.map(({ text }) => text).join("|"),
      longest: Math.max(...found.map(({ longest }) => longest)),
      empty: found.some(({ empty }) => empty),
    };
  }

  function sequence(): Term | undefined {
    let whole: Term = { text: "", longest: 0, empty: true };
    while (at < pattern.length && pattern[at] !== "|" && pattern[at] !== ")") {
      const next = single();
      if (next === undefined) return undefined;
      const { text, longest, empty } = repeated(next);
      whole = { text: whole.text + text, longest: whole.longest + longest, empty: whole.empty && empty };
    }
    return whole;
  }

  function single(): Term | undefined {
    if (take(beyondAutomata)) return undefined;
    const edge = take(boundary);
    if (edge) return { text: edge[0], longest: 0, empty: true };
    const start = take(groupStart);
    if (!start) return { text: take(character)?.[0] ?? "", longest: 1, empty: false };
    const inner = alternatives();
    at += ")".length;
    return inner && { ...inner, text: `${start[0]}${inner.text})` };
  }

  function repeated(term: Term): Term {
    const [written, sign, least, range, most, lazy = ""] = take(quantifier) ?? [];
    if (written === undefined) return term;
    const text = term.text + written;
    const empty = term.empty || sign === "?" || sign === "*" || least === "0";
    if (sign === "?") return { text, longest: term.longest, empty };
    if (sign !== undefined || most === "") {
      return { text, longest: term.longest === 0 ? 0 : Number.POSITIVE_INFINITY, empty };
    }
    const count = Number(range === undefined ? least : most);
    counts += count;
    const uncounted = term.text + (least === "0" ? "*" : "+") + lazy;
    return { text: term.empty ? text : uncounted, longest: term.longest * count, empty };
  }

  if (flags.includes("v")) return undefined;
  const whole = alternatives();
  return whole && { pattern: whole.text, counts, longest: whole.longest };
}
