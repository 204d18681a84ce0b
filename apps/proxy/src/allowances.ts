/** Allowances by name, such as requests a minute of each person. Each fills again at a steady rate, up to one minute's worth. */
export interface Allowances {
  /** @returns milliseconds until there is something left; 0 when there is now. Takes nothing. */
  waitMs(name: string): number;
  /** Takes an amount; what is more than is left has to be waited for later. */
  spend(name: string, amount: number): void;
  /** Forgets the full ones, which are as good as unknown. */
  sweep(): void;
}

const minuteMs = 60_000;

interface Balance {
  amount: number;
  at: number;
}

/** @param perMinute - What fills up in a minute, and the most that can be left. @param monotonic - Milliseconds that never run backwards. */
export function createAllowances(perMinute: number, monotonic: () => number): Allowances {
  const balances = new Map<string, Balance>();
  const left = ({ amount, at }: Balance, now: number): number =>
    Math.min(perMinute, amount + ((now - at) * perMinute) / minuteMs);
  return {
    waitMs: (name) => {
      const balance = balances.get(name);
      const missing = balance === undefined ? 0 : 1 - left(balance, monotonic());
      return Math.max(0, (missing * minuteMs) / perMinute);
    },
    spend: (name, amount) => {
      const now = monotonic();
      const balance = balances.get(name);
      const before = balance === undefined ? perMinute : left(balance, now);
      balances.set(name, { amount: before - amount, at: now });
    },
    sweep: () => {
      const now = monotonic();
      for (const [name, balance] of balances) if (left(balance, now) >= perMinute) balances.delete(name);
    },
  };
}
