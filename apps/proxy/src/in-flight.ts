import { ProxyError } from "./proxy-error.ts";

/** Counts the requests that are being served, of everybody together. There is no queue: what is over the limit is refused at once. */
export interface InFlight {
  /** Takes a place; call the result once, when the request is done. @throws ProxyError `TOO_MANY_REQUESTS_IN_FLIGHT` */
  enter(): () => void;
  readonly size: number;
}

/** Counts from zero. */
export function createInFlight({ requestsTotal }: { readonly requestsTotal: number }): InFlight {
  let total = 0;
  return {
    get size() {
      return total;
    },
    enter: () => {
      if (total >= requestsTotal) {
        throw new ProxyError("TOO_MANY_REQUESTS_IN_FLIGHT", "Too many requests are being served. Try again shortly.", {
          reason: "in_flight_total",
          retryAfterSeconds: 1,
        });
      }
      total += 1;
      let left = false;
      return () => {
        if (!left) total -= 1;
        left = true;
      };
    },
  };
}
