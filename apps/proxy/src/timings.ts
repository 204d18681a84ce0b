/** The steps that `Server-Timing` tells, in order. */
export type TimedStep = "guard" | "scan" | "audit" | "credential" | "upstream";

/** Measures the steps of one exchange. */
export interface Timings {
  /** Monotonic milliseconds, for {@link Timings.add}. */
  now(): number;
  /** Keeps how long a step took that ends now; a second one of the same name adds up. One that failed is of no use to anybody. */
  add(step: TimedStep, startedAt: number): void;
  /** Milliseconds so far, 0 for a step that did not run. */
  spentMs(step: TimedStep): number;
  /** Value of the `Server-Timing` header, in milliseconds. */
  header(): string;
}

const steps: readonly TimedStep[] = ["guard", "scan", "audit", "credential", "upstream"];

/** @param guardMs - How long the guard took before the exchange began. */
export function createTimings(monotonic: () => number, guardMs: number): Timings {
  const spent: Record<TimedStep, number | undefined> = {
    guard: guardMs,
    scan: undefined,
    audit: undefined,
    credential: undefined,
    upstream: undefined,
  };
  return {
    now: monotonic,
    add: (step, startedAt) => {
      spent[step] = (spent[step] ?? 0) + monotonic() - startedAt;
    },
    spentMs: (step) => spent[step] ?? 0,
    header: () => {
      let header = "";
      for (const step of steps) {
        const ms = spent[step];
        if (ms !== undefined) header += `${header === "" ? "" : ", "}${step};dur=${ms.toFixed(2)}`;
      }
      return header;
    },
  };
}
