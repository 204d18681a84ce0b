/** When the next poll may be. Durations are in milliseconds. */
export interface PollSchedule {
  /** Least time between two polls as the server wants it. It never shrinks. */
  readonly intervalMs: number;
  /** Polls in a row that got no answer. */
  readonly failures: number;
}

/** What a poll brought, other than an end. */
export type PollOutcome = "pending" | "slow_down" | "retry";

/** RFC 8628 section 3.5: every slow_down adds this for good. */
const slowDownMs = 5_000;
/** Servers measure from their own side and some punish a tenth of a second; clocks of virtual machines run up to a tenth fast. */
const marginShare = 0.2;
const leastMarginMs = 1_000;
/** Where the doubling after failures ends, so that one bad minute does not cost the rest of the code's life. */
const backoffCapMs = 60_000;

/** The schedule after a poll; `serverIntervalMs` is an interval that came with the answer. */
export function afterPoll(schedule: PollSchedule, outcome: PollOutcome, serverIntervalMs = 0): PollSchedule {
  const { intervalMs, failures } = schedule;
  switch (outcome) {
    case "pending":
      return { intervalMs: Math.max(intervalMs, serverIntervalMs), failures: 0 };
    case "slow_down":
      return { intervalMs: Math.max(intervalMs + slowDownMs, serverIntervalMs), failures: 0 };
    case "retry":
      return { intervalMs, failures: failures + 1 };
  }
}

/** How long to wait before the next poll: the interval, doubled for every failure in a row, or longer where the server asks for it; and a margin. */
export function waitBeforePoll({ intervalMs, failures }: PollSchedule, retryAfterMs = 0): number {
  const doubled =
    failures === 0 ? intervalMs : Math.min(intervalMs * 2 ** failures, Math.max(backoffCapMs, intervalMs * 2));
  const wantedMs = Math.max(doubled, retryAfterMs);
  return Math.ceil(wantedMs + Math.max(leastMarginMs, wantedMs * marginShare));
}
