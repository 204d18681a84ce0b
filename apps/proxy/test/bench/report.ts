/** One line of the table of goals. */
export interface Row {
  readonly row: string;
  readonly ours: number;
  readonly unit: string;
  /** At most this much, or at least when `atLeast` is set. */
  readonly goal: number;
  readonly atLeast?: true;
}

/** Prints a row, and hands it to the program that runs all benchmarks, when that is who started this one. */
export function report(row: Row): void {
  console.log(`${row.row}: ${round(row.ours)} ${row.unit}, goal ${row.atLeast ? "≥" : "≤"} ${row.goal}`);
  process.send?.(row);
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits that count. */
function round(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** Whether fewer rounds shall do: `pnpm bench --quick` says so to every benchmark. */
export const quick: boolean = process.env["BENCH_QUICK"] === "1";
