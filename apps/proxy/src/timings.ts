/** The steps that `Server-Timing` tells, in order. */
export type TimedStep = "guard" | "scan" | "audit" | "credential" | "upstream";

/** Measures the steps of one exchange. */
export interface Timings {
  /** A step begins, unless it follows right upon another. */
  begin(): void;
  /** Keeps how long the step took that ends now; a second one of the same name adds up. One that failed is of no use to anybody. */
  end(step: TimedStep): void;
  /** Milliseconds so far, 0 for a step that did not run. */
  spentMs(step: TimedStep): number;
  /** Value of the `Server-Timing` header, in milliseconds. */
  header(): string;
}

const steps: readonly TimedStep[] = ["guard", "scan", "audit", "credential", "upstream"];

/** @param begunAt - When the first step began, monotonic milliseconds. */
export function createTimings(monotonic: () => number, begunAt: number): Timings {
  let stepBegunAt = begunAt;
  const spent: Record<TimedStep, number | undefined> = {
    guard: undefined,
    scan: undefined,
    audit: undefined,
    credential: undefined,
    upstream: undefined,
  };
  return {
    begin: () => {
      stepBegunAt = monotonic();
    },
    end: (step) => {
      const now = monotonic();
      spent[step] = (spent[step] ?? 0) + now - stepBegunAt;
      stepBegunAt = now;
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
