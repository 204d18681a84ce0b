/**
 * Counts values by size. Once a series is known an observation allocates nothing; prom-client makes a text of all labels each time, and
 * there are four observations a request.
 */
export interface Histogram {
  /** @param labels - As {@link labelText} writes them; empty for none. */
  observe(labels: string, value: number): void;
  /** In Prometheus's text format. */
  render(): string;
}

interface Series {
  /** How many fell into each bucket, and beyond the last, not added up. */
  readonly counts: number[];
  sum: number;
}

/**
 * A histogram without a value so far.
 *
 * @param options.buckets - Upper bounds, rising.
 */
export function createHistogram(options: {
  readonly name: string;
  readonly help: string;
  readonly buckets: readonly number[];
}): Histogram {
  const { name, help, buckets } = options;
  const all = new Map<string, Series>();
  const begin = (labels: string): Series => {
    const series = { counts: [...buckets, 0].map(() => 0), sum: 0 };
    all.set(labels, series);
    return series;
  };
  return {
    observe: (labels, value) => {
      const series = all.get(labels) ?? begin(labels);
      let at = 0;
      while (at < buckets.length && value > (buckets[at] ?? 0)) at += 1;
      series.counts[at] = (series.counts[at] ?? 0) + 1;
      series.sum += value;
    },
    render: () =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} histogram`,
        ...[...all].flatMap(([labels, series]) => linesOf(name, buckets, labels, series)),
        "",
      ].join("\n"),
  };
}

function linesOf(name: string, buckets: readonly number[], labels: string, { counts, sum }: Series): string[] {
  const others = labels === "" ? "" : `,${labels}`;
  const braced = labels === "" ? "" : `{${labels}}`;
  let count = 0;
  const lines = counts.map((within, at) => {
    count += within;
    return `${name}_bucket{le="${buckets[at] ?? "+Inf"}"${others}} ${count}`;
  });
  return [...lines, `${name}_sum${braced} ${sum}`, `${name}_count${braced} ${count}`];
}

/** Labels as Prometheus's text format spells them, without braces; absent ones are left out. */
export function labelText(labels: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(labels)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}="${value.replace(/[\\"\n]/g, escaped)}"`))
    .join(",");
}

function escaped(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}
