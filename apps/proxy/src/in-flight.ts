import type { Principal } from "@infershield/core";
import { ProxyError } from "./proxy-error.ts";

/** Counts the requests that are being served. There is no queue: what is over the limit is refused at once. */
export interface InFlight {
  /** Takes a place among all requests; call the result when the request is done. */
  enter(): () => void;
  /** Takes a place among the requests of one user. */
  enterAs(principal: Pick<Principal, "tenant" | "userId">): () => void;
  readonly size: number;
}

/** @throws (from both methods) ProxyError `TOO_MANY_REQUESTS_IN_FLIGHT` */
export function createInFlight(limits: { readonly requestsTotal: number; readonly requestsPerUser: number }): InFlight {
  const users = new Map<string, number>();
  let total = 0;
  return {
    get size() {
      return total;
    },
    enter: () => {
      if (total >= limits.requestsTotal) throw tooMany("total");
      total += 1;
      return once(() => {
        total -= 1;
      });
    },
    enterAs: ({ tenant, userId }) => {
      const key = `${tenant}\n${userId}`;
      const current = users.get(key) ?? 0;
      if (current >= limits.requestsPerUser) throw tooMany("user");
      users.set(key, current + 1);
      return once(() => {
        const left = (users.get(key) ?? 1) - 1;
        if (left === 0) users.delete(key);
        else users.set(key, left);
      });
    },
  };
}

function tooMany(reason: string): ProxyError {
  return new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many requests are being served. Try again shortly.", {
    reason: `in_flight_${reason}`,
    retryAfterSeconds: 1,
  });
}

function once(leave: () => void): () => void {
  let left = false;
  return () => {
    if (!left) leave();
    left = true;
  };
}
