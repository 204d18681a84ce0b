import type { Clock, Secret } from "@infershield/core";

/** Contracts 7.7: that many refusals of freshly renewed tokens in that time end a token. */
const maxRefusals = 5;
const windowMs = 10 * 60_000;

interface Count {
  /** The token of the last forced refresh, until it is refused. */
  renewed?: Secret | undefined;
  /** Monotonic times of refusals. */
  refusals: readonly number[];
}

/** Counts how often a provider's API refused a token that its authorization server had just given. */
export interface UnauthorizedCount {
  /** A forced refresh gave this token. */
  renewed(name: string, token: Secret): void;
  /** The API refused this token. @returns whether the token has to end */
  refused(name: string, token: Secret | undefined): boolean;
  forget(name: string): void;
}

/** See {@link UnauthorizedCount}. @param monotonic - Refusals are told apart by it, whatever the wall clock does. */
export function createUnauthorizedCount(monotonic: Clock): UnauthorizedCount {
  const counts = new Map<string, Count>();
  return {
    renewed(name, token) {
      counts.set(name, { refusals: counts.get(name)?.refusals ?? [], renewed: token });
    },
    refused(name, token) {
      const count = counts.get(name);
      // Each renewed token counts once, however many requests carried it.
      if (count?.renewed === undefined || count.renewed.reveal() !== token?.reveal()) return false;
      const at = monotonic();
      const refusals = [...count.refusals.filter((time) => at - time < windowMs), at];
      counts.set(name, { refusals });
      return refusals.length >= maxRefusals;
    },
    forget(name) {
      counts.delete(name);
    },
  };
}
